package org.instagan.image.apart;

/**
 * A picture to be decoded.
 *
 * @param name what errors call it
 * @param rgb three channels are wanted, or one
 */
public record Picture(String name, byte[] bytes, boolean rgb) {}

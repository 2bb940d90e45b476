/**
 * Pictures of strangers, decoded in processes of their own: {@link org.instagan.image.apart.ApartDecoder}. Decoders
 * cannot be stopped from within a JVM, and what they take of its heap others lack; a process can be ended.
 *
 * <pre>{@code
 * try (ApartDecoder decoder = new ApartDecoder(2, 1 << 20)) {
 *     Image image = decoder.read(new Picture("image", bytes, true), 10_000_000_000L, size -> {});
 * }
 * }</pre>
 *
 * <p>Depends on {@code image}, and on {@code platform} for processes.
 */
package org.instagan.image.apart;

/**
 * 8-bit images: reading every common format to gray or RGB, Pillow's bicubic resize.
 *
 * <pre>{@code
 * Image photo = Images.readRgb(Path.of("sheep.jpg"));            // [H,W,3], 0..255
 * Images.writePng(Resample.bicubic(photo, 200, 200), Path.of("small.png"));
 * }</pre>
 *
 * <p>Main types: {@link org.instagan.image.Image}, {@link org.instagan.image.Images},
 * {@link org.instagan.image.Resample}. Alone in knowing ImageIO with TwelveMonkeys (pixels) and Commons Imaging (format, size, orientation).
 */
package org.instagan.image;

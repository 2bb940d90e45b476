/**
 * 8-bit images: reading every common format to gray or RGB, Pillow's bicubic resize, and the way to and from tensors.
 *
 * <pre>{@code
 * Image photo = Images.readRgb(Path.of("sheep.jpg"));            // [H,W,3], 0..255
 * FloatTensor x = Tensors.toUnit(Resample.bicubic(photo, 200, 200)); // [3,200,200], -1..1
 * Images.writePng(Tensors.fromUnit(x.data(), 0, 3, 200, 200), Path.of("small.png"));
 * }</pre>
 *
 * <p>Main types: {@link org.instagan.image.Image}, {@link org.instagan.image.Images},
 * {@link org.instagan.image.Resample}, {@link org.instagan.image.Tensors}. May depend on {@code error},
 * {@code tensor}, ImageIO with TwelveMonkeys (pixels) and Commons Imaging (format, size, orientation).
 */
package org.instagan.image;

package org.instagan.image;

import java.util.Arrays;

/**
 * An 8-bit image, shape {@code [height,width,channels]}: {@code pixels[(y * width + x) * channels + c]}, each 0..255 as
 * an unsigned byte; 1 channel is gray, 3 are red, green, blue. The array is shared, not copied.
 */
public record Image(int width, int height, int channels, byte[] pixels) {

    /** @throws IllegalArgumentException when a size is not positive, or the pixels do not fit the sizes */
    public Image {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Image: expected a positive size, got " + width + "x" + height);
        }
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("Image: expected 1 or 3 channels, got " + channels);
        }
        if (pixels.length != (long) width * height * channels) {
            throw new IllegalArgumentException("Image " + width + "x" + height + "x" + channels + ": expected "
                    + (long) width * height * channels + " bytes, got " + pixels.length);
        }
    }

    /** One value, 0..255. */
    public int at(int x, int y, int channel) {
        return pixels[(y * width + x) * channels + channel] & 0xff;
    }

    /**
     * The rectangle of {@code cropWidth x cropHeight} pixels whose upper left corner is at (x, y).
     *
     * @throws IllegalArgumentException when the rectangle reaches outside the image
     */
    public Image crop(int x, int y, int cropWidth, int cropHeight) {
        if (x < 0 || y < 0 || (long) x + cropWidth > width || (long) y + cropHeight > height) {
            throw new IllegalArgumentException("Crop " + cropWidth + "x" + cropHeight + " at (" + x + "," + y
                    + "): expected a rectangle within " + width + "x" + height);
        }
        byte[] out = new byte[cropWidth * cropHeight * channels];
        int row = cropWidth * channels;
        for (int i = 0; i < cropHeight; i++) {
            System.arraycopy(pixels, ((y + i) * width + x) * channels, out, i * row, row);
        }
        return new Image(cropWidth, cropHeight, channels, out);
    }

    /** Left and right exchanged. */
    public Image flipHorizontal() {
        byte[] out = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(
                        pixels, (y * width + x) * channels, out, (y * width + width - 1 - x) * channels, channels);
            }
        }
        return new Image(width, height, channels, out);
    }

    /** Gray as Pillow's {@code convert("L")}: {@code (19595 R + 38470 G + 7471 B + 0x8000) >> 16}; a gray image as is. */
    public Image toGray() {
        if (channels == 1) {
            return this;
        }
        byte[] out = new byte[width * height];
        for (int i = 0; i < out.length; i++) {
            int r = pixels[3 * i] & 0xff;
            int g = pixels[3 * i + 1] & 0xff;
            int b = pixels[3 * i + 2] & 0xff;
            out[i] = (byte) ((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16);
        }
        return new Image(width, height, 1, out);
    }

    /** Three equal channels out of a gray image; a colour image as is. */
    public Image toRgb() {
        if (channels == 3) {
            return this;
        }
        byte[] out = new byte[pixels.length * 3];
        for (int i = 0; i < pixels.length; i++) {
            Arrays.fill(out, 3 * i, 3 * i + 3, pixels[i]);
        }
        return new Image(width, height, 3, out);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Image i
                && width == i.width
                && height == i.height
                && channels == i.channels
                && Arrays.equals(pixels, i.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * width + height) + channels) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Image[" + width + "x" + height + "x" + channels + "]";
    }
}

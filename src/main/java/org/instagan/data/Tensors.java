package org.instagan.data;

import org.instagan.image.Image;
import org.instagan.weights.FloatTensor;

/** Images as tensors in the networks' range: channels first, black -1, white 1. */
public final class Tensors {
    private Tensors() {}

    /** An image {@code [H,W,C]}, 0..255, as {@code [C,H,W]}, -1..1: {@code (v/255 - 0.5) / 0.5} in float. */
    public static FloatTensor toUnit(Image image) {
        float[] data = new float[image.pixels().length];
        toUnit(image, data, 0);
        return FloatTensor.of(data, image.channels(), image.height(), image.width());
    }

    /**
     * Writes {@code [C,H,W]}, -1..1, into a larger array from {@code offset} on.
     *
     * @throws IndexOutOfBoundsException when the array is too short
     */
    public static void toUnit(Image image, float[] data, int offset) {
        int channels = image.channels();
        int plane = image.width() * image.height();
        byte[] pixels = image.pixels();
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                data[offset + c * plane + i] = ((pixels[i * channels + c] & 0xff) / 255f - 0.5f) / 0.5f;
            }
        }
    }

    /**
     * The image in {@code data[offset..]}, {@code [channels,height,width]}, -1..1: values beyond are clamped, between
     * two levels the nearer is taken, NaN becomes black.
     *
     * @throws IllegalArgumentException when the data ends before the image does, or channels is not 1 or 3
     */
    public static Image fromUnit(float[] data, int offset, int channels, int height, int width) {
        int plane = Math.multiplyExact(height, width);
        int length = Math.multiplyExact(plane, channels);
        if (offset < 0 || (long) offset + length > data.length) {
            throw new IllegalArgumentException("Image [" + channels + "," + height + "," + width + "] at " + offset
                    + ": expected " + length + " values, got " + (data.length - offset));
        }
        byte[] pixels = new byte[length];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                int v = Math.round((data[offset + c * plane + i] + 1f) * 127.5f);
                pixels[i * channels + c] = (byte) Math.max(0, Math.min(255, v));
            }
        }
        return new Image(width, height, channels, pixels);
    }
}

package org.instagan.translate;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.instagan.image.Size;

/**
 * Keeps what a step should not touch: {@code out = u translated + (1 - u) image}. u is the coverage of the step's masks,
 * those it was given and those it made, grown by {@value #GROWN} pixels and averaged over {@value #SOFT} to each side: 1
 * on the masks, 0 farther than {@value #REACH} pixels from them. It is no part of InstaGAN: there the result is the image
 * itself, whatever the networks made of it.
 */
final class Compositing {
    private static final int GROWN = 3;
    private static final int SOFT = 2;
    static final int REACH = GROWN + SOFT;

    private final int width;
    private final int height;

    Compositing(Size size) {
        this.width = size.width();
        this.height = size.height();
    }

    /**
     * Blends in place.
     *
     * @param translated {@code [3,H,W]}, as the step left it
     * @param image {@code [3,H,W]} before the step; becomes the blend
     * @param masks {@code [H,W]} each, above 0 inside
     */
    void blend(FloatBuffer translated, FloatBuffer image, List<FloatBuffer> masks) {
        float[] share = share(masks);
        int plane = width * height;
        for (int i = 0; i < 3 * plane; i++) {
            float u = share[i % plane];
            if (u > 0) {
                int at = image.position() + i;
                image.put(at, u * translated.get(translated.position() + i) + (1 - u) * image.get(at));
            }
        }
    }

    /** u for each pixel. */
    private float[] share(List<FloatBuffer> masks) {
        float[] share = new float[width * height];
        for (FloatBuffer mask : masks) {
            for (int i = 0; i < share.length; i++) {
                share[i] = mask.get(mask.position() + i) > 0 ? 1 : share[i];
            }
        }
        everyLine(share, line -> largest(line, GROWN));
        everyLine(share, line -> mean(line, SOFT));
        return share;
    }

    /** Filters every row, then every column. */
    private void everyLine(float[] plane, UnaryOperator<float[]> filter) {
        for (int y = 0; y < height; y++) {
            float[] row = Arrays.copyOfRange(plane, y * width, (y + 1) * width);
            System.arraycopy(filter.apply(row), 0, plane, y * width, width);
        }
        float[] column = new float[height];
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                column[y] = plane[y * width + x];
            }
            float[] filtered = filter.apply(column);
            for (int y = 0; y < height; y++) {
                plane[y * width + x] = filtered[y];
            }
        }
    }

    /** For each place the largest value of those up to {@code reach} away. */
    private static float[] largest(float[] line, int reach) {
        float[] out = new float[line.length];
        for (int i = 0; i < line.length; i++) {
            for (int j = Math.max(0, i - reach); j <= Math.min(line.length - 1, i + reach); j++) {
                out[i] = Math.max(out[i], line[j]);
            }
        }
        return out;
    }

    /** For each place the mean of the values up to {@code reach} away. */
    private static float[] mean(float[] line, int reach) {
        float[] out = new float[line.length];
        for (int i = 0; i < line.length; i++) {
            int from = Math.max(0, i - reach);
            int to = Math.min(line.length - 1, i + reach);
            for (int j = from; j <= to; j++) {
                out[i] += line[j];
            }
            out[i] /= to - from + 1;
        }
        return out;
    }
}

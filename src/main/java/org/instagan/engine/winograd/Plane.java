package org.instagan.engine.winograd;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One image's activations {@code [channels,H,W]}, as arrays that the tiles' transformations read without a copy: for
 * each row and each place within a tile the pixels at that place of all tiles, channels innermost.
 */
final class Plane {
    final int channels;
    final int height;
    final int width;
    final int tile;
    final int across;
    private final float[][] lines;

    Plane(int channels, int height, int width, int tile) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.tile = tile;
        this.across = (width + tile - 1) / tile;
        this.lines = new float[height * tile][across * channels];
    }

    /** Pixels {@code x = tile·t + place} of a row, for every t. */
    float[] line(int y, int place) {
        return lines[y * tile + place];
    }

    int lineLength() {
        return across * channels;
    }

    /** Numbers of a line that are of the image: tiles may reach beyond its right side. */
    int valid(int place) {
        return (width - place + tile - 1) / tile * channels;
    }

    int down() {
        return (height + tile - 1) / tile;
    }

    /**
     * Takes a row in, of {@code [channels,H,W]} from {@code first} on.
     *
     * @param row scratch, {@code [channels,W]}
     */
    void read(FloatBuffer from, int first, int y, float[] row) {
        for (int c = 0; c < channels; c++) {
            from.get(first + (c * height + y) * width, row, c * width, width);
        }
        for (int x = 0; x < width; x++) {
            float[] to = line(y, x % tile);
            int at = x / tile * channels;
            for (int c = 0; c < channels; c++) {
                to[at + c] = row[c * width + x];
            }
        }
        mirror(y);
    }

    /** The other way. */
    void write(FloatBuffer to, int first, int y, float[] row) {
        for (int x = 0; x < width; x++) {
            float[] from = line(y, x % tile);
            int at = x / tile * channels;
            for (int c = 0; c < channels; c++) {
                row[c * width + x] = from[at + c];
            }
        }
        for (int c = 0; c < channels; c++) {
            to.put(first + (c * height + y) * width, row, c * width, width);
        }
    }

    /** Sets what is beyond the right side: first its reflection, then nothing. */
    void mirror(int y) {
        for (int x = width; x < across * tile; x++) {
            float[] to = line(y, x % tile);
            int at = x / tile * channels;
            if (x == width) {
                int source = width - 2;
                System.arraycopy(line(y, source % tile), source / tile * channels, to, at, channels);
            } else {
                Arrays.fill(to, at, at + channels, 0);
            }
        }
    }

    /**
     * A row as the tiles see it, padded by one pixel that reflects: for each place of {@code tile + 2} an array.
     *
     * @param left takes the first of them
     * @param right takes the last
     */
    void padded(int y, float[][] places, float[] left, float[] right) {
        int n = lineLength();
        System.arraycopy(line(y, 1 % tile), 1 / tile * channels, left, 0, channels);
        System.arraycopy(line(y, tile - 1), 0, left, channels, n - channels);
        System.arraycopy(line(y, 0), channels, right, 0, n - channels);
        if (across * tile == width) {
            int source = width - 2;
            System.arraycopy(line(y, source % tile), source / tile * channels, right, n - channels, channels);
        } else {
            Arrays.fill(right, n - channels, n, 0);
        }
        places[0] = left;
        for (int place = 0; place < tile; place++) {
            places[place + 1] = line(y, place);
        }
        places[tile + 1] = right;
    }

    /** The row that stands for row y of the padded image's {@code -1} to {@code H}; beyond that any. */
    int reflected(int y) {
        if (y < 0) {
            return -y;
        }
        return y < height ? y : Math.max(0, 2 * (height - 1) - y);
    }
}

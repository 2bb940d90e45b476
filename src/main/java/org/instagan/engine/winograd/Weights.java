package org.instagan.engine.winograd;

import java.nio.FloatBuffer;

/**
 * A 3×3 convolution's weights, kept as they are (9 numbers for a pair of channels) and turned into factors (16 or 36)
 * whenever they are used: kept, the factors would take four times the memory.
 */
final class Weights {
    /** Input channels that are transformed together. */
    private static final int ROWS = 8;

    private final int channels;
    private final float[][][] taps;

    /** @param weight {@code [channels,channels,3,3]}, output channels first */
    Weights(float[] weight, int channels) {
        this.channels = channels;
        this.taps = new float[(channels + ROWS - 1) / ROWS][9][];
        for (int part = 0; part < taps.length; part++) {
            int rows = rows(part);
            for (int tap = 0; tap < 9; tap++) {
                float[] line = new float[rows * channels];
                for (int r = 0; r < rows; r++) {
                    for (int o = 0; o < channels; o++) {
                        line[r * channels + o] = weight[(o * channels + part * ROWS + r) * 9 + tap];
                    }
                }
                taps[part][tap] = line;
            }
        }
    }

    /** As they came: {@code [channels,channels,3,3]}. */
    float[] original() {
        float[] weight = new float[channels * channels * 9];
        for (int part = 0; part < taps.length; part++) {
            for (int tap = 0; tap < 9; tap++) {
                for (int i = 0; i < taps[part][tap].length; i++) {
                    int in = part * ROWS + i / channels;
                    weight[(i % channels * channels + in) * 9 + tap] = taps[part][tap][i];
                }
            }
        }
        return weight;
    }

    private int rows(int part) {
        return Math.min(ROWS, channels - part * ROWS);
    }

    int parts() {
        return taps.length;
    }

    /** Scratch for one thread. */
    static final class Scratch {
        private final float[][][] down;
        private final float[][] factors;

        Scratch(Tile tile, int channels) {
            this.down = new float[3][tile.points][ROWS * channels];
            this.factors = new float[tile.points][ROWS * channels];
        }
    }

    /** Puts one part's factors where they belong in {@code [points²,channels,channels]}, input channels first. */
    void transform(Tile tile, int part, FloatBuffer out, Scratch scratch) {
        float[][] g = taps[part];
        int n = rows(part) * channels;
        for (int column = 0; column < 3; column++) {
            float[][] own = {g[column], g[3 + column], g[6 + column]};
            tile.weights(own, scratch.down[column], n);
        }
        for (int row = 0; row < tile.points; row++) {
            float[][] across = {scratch.down[0][row], scratch.down[1][row], scratch.down[2][row]};
            tile.weights(across, scratch.factors, n);
            for (int column = 0; column < tile.points; column++) {
                int at = (row * tile.points + column) * channels * channels + part * ROWS * channels;
                out.put(at, scratch.factors[column], 0, n);
            }
        }
    }
}

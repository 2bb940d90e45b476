package org.instagan.engine.winograd;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** One thread's work on a row of tiles: pixels to factors, and products to pixels. */
final class Strip {
    private final Tile tile;
    private final int length;
    private final float[][][] across;
    private final float[][] places;
    private final float[] left;
    private final float[] right;
    private final float[] row;
    private final float[][] column;
    private final float[][] result;
    private final float[][][] products;
    private final float[] sum;
    private final float[] squares;

    Strip(Tile tile, int length) {
        this.tile = tile;
        this.length = length;
        int points = tile.points;
        this.across = new float[points][points][length];
        this.places = new float[points][];
        this.left = new float[length];
        this.right = new float[length];
        this.row = new float[length * tile.results];
        this.column = new float[points][];
        this.result = new float[points][length];
        this.products = new float[points][points][length];
        this.sum = new float[length];
        this.squares = new float[length];
    }

    /** An array for one row of all channels. */
    float[] row() {
        return row;
    }

    /**
     * A strip's pixels as factors.
     *
     * @param out {@code [points²,rows,channels]}
     * @param at which of the strips in there
     * @param rows tiles of all of them
     */
    void input(Plane from, int strip, FloatBuffer out, int at, int rows) {
        int points = tile.points;
        for (int k = 0; k < points; k++) {
            from.padded(from.reflected(strip * tile.results + k - 1), places, left, right);
            tile.input(places, across[k], length);
        }
        for (int q = 0; q < points; q++) {
            for (int k = 0; k < points; k++) {
                column[k] = across[k][q];
            }
            tile.input(column, result, length);
            for (int p = 0; p < points; p++) {
                out.put((p * points + q) * rows * from.channels + at * length, result[p], 0, length);
            }
        }
    }

    /**
     * A strip's products as pixels.
     *
     * @return for each channel the sum of the pixels, and that of their squares
     */
    float[][] output(FloatBuffer in, int at, int rows, Plane to, int strip) {
        int points = tile.points;
        for (int q = 0; q < points; q++) {
            for (int p = 0; p < points; p++) {
                in.get((p * points + q) * rows * to.channels + at * length, result[p], 0, length);
            }
            for (int r = 0; r < tile.results; r++) {
                column[r] = products[r][q];
            }
            tile.output(result, column, length);
        }
        Arrays.fill(sum, 0);
        Arrays.fill(squares, 0);
        for (int r = 0; r < tile.results; r++) {
            int y = strip * tile.results + r;
            if (y < to.height) {
                for (int place = 0; place < tile.results; place++) {
                    column[place] = to.line(y, place);
                }
                tile.output(products[r], column, length);
                for (int place = 0; place < tile.results; place++) {
                    Lines.add(sum, column[place], to.valid(place));
                    Lines.addSquares(squares, column[place], to.valid(place));
                }
            }
        }
        return new float[][] {folded(sum, to), folded(squares, to)};
    }

    private static float[] folded(float[] line, Plane plane) {
        float[] all = new float[plane.channels];
        for (int t = 0; t < plane.across; t++) {
            for (int c = 0; c < all.length; c++) {
                all[c] += line[t * all.length + c];
            }
        }
        return all;
    }
}

package org.instagan.engine.winograd;

/**
 * Winograd's minimal filtering F(m×m, 3×3) (Lavin and Gray, 2015): m×m results of a convolution from (m+2)×(m+2)
 * products. One direction of its transformations, over arrays of many tiles' numbers.
 */
public enum Tile {
    /** 16 products for 4 results, at the points 0, 1, -1 and infinity. */
    TWO(2) {
        @Override
        void input(float[][] d, float[][] out, int n) {
            Lines.sum3(out[0], 1, d[0], -1, d[2], 0, d[2], n);
            Lines.sum3(out[1], 0.5f, d[1], 0.5f, d[2], 0, d[2], n);
            Lines.sum3(out[2], -0.5f, d[1], 0.5f, d[2], 0, d[2], n);
            Lines.sum3(out[3], -1, d[1], 1, d[3], 0, d[3], n);
        }

        @Override
        void weights(float[][] g, float[][] out, int n) {
            Lines.sum3(out[0], 1, g[0], 0, g[1], 0, g[2], n);
            Lines.sum3(out[1], 1, g[0], 1, g[1], 1, g[2], n);
            Lines.sum3(out[2], 1, g[0], -1, g[1], 1, g[2], n);
            Lines.sum3(out[3], 0, g[0], 0, g[1], 1, g[2], n);
        }

        @Override
        void output(float[][] m, float[][] out, int n) {
            Lines.sum3(out[0], 1, m[0], 1, m[1], 1, m[2], n);
            Lines.sum3(out[1], 1, m[1], -1, m[2], 1, m[3], n);
        }
    },

    /**
     * 36 products for 16 results, at the points 0, ±√½, ±√2 and infinity, whose rounding errors are smaller than those of 0,
     * ±1, ±2 and infinity.
     */
    FOUR(4) {
        @Override
        void input(float[][] d, float[][] out, int n) {
            Lines.sum3(out[0], 1, d[0], -(A2 + B2), d[2], 1, d[4], n);
            Lines.sum4(out[1], -A * B2, d[1], -B2, d[2], A, d[3], 1, d[4], n);
            Lines.sum4(out[2], A * B2, d[1], -B2, d[2], -A, d[3], 1, d[4], n);
            Lines.sum4(out[3], -B * A2, d[1], -A2, d[2], B, d[3], 1, d[4], n);
            Lines.sum4(out[4], B * A2, d[1], -A2, d[2], -B, d[3], 1, d[4], n);
            Lines.sum3(out[5], 1, d[1], -(A2 + B2), d[3], 1, d[5], n);
        }

        @Override
        void weights(float[][] g, float[][] out, int n) {
            Lines.sum3(out[0], 1, g[0], 0, g[1], 0, g[2], n);
            Lines.sum3(out[1], NA, g[0], NA * A, g[1], NA * A2, g[2], n);
            Lines.sum3(out[2], NA, g[0], -NA * A, g[1], NA * A2, g[2], n);
            Lines.sum3(out[3], NB, g[0], NB * B, g[1], NB * B2, g[2], n);
            Lines.sum3(out[4], NB, g[0], -NB * B, g[1], NB * B2, g[2], n);
            Lines.sum3(out[5], 0, g[0], 0, g[1], 1, g[2], n);
        }

        @Override
        void output(float[][] m, float[][] out, int n) {
            Lines.sum5(out[0], m[0], 1, m[1], 1, m[2], 1, m[3], 1, m[4], n);
            Lines.sum4(out[1], A, m[1], -A, m[2], B, m[3], -B, m[4], n);
            Lines.sum4(out[2], A2, m[1], A2, m[2], B2, m[3], B2, m[4], n);
            Lines.sum5(out[3], m[5], A * A2, m[1], -A * A2, m[2], B * B2, m[3], -B * B2, m[4], n);
        }
    };

    private static final float A2 = 0.5f;
    private static final float B2 = 2;
    private static final float A = (float) Math.sqrt(A2);
    private static final float B = (float) Math.sqrt(B2);
    private static final float NA = 1 / (2 * A2 * (A2 - B2));
    private static final float NB = 1 / (2 * B2 * (B2 - A2));

    final int results;
    final int points;

    Tile(int results) {
        this.results = results;
        this.points = results + 2;
    }

    /** Pixels, {@link #points} arrays, to factors, as many. */
    abstract void input(float[][] d, float[][] out, int n);

    /** Weights, 3 arrays, to factors, {@link #points} arrays. */
    abstract void weights(float[][] g, float[][] out, int n);

    /** Products, {@link #points} arrays, to results, {@link #results} arrays. */
    abstract void output(float[][] m, float[][] out, int n);
}

package org.instagan.engine.winograd;

/**
 * Sums of arrays, element by element. Every loop has one store, and all its arrays have one index: C2 makes vector code
 * of exactly such loops.
 */
final class Lines {
    private Lines() {}

    static void sum3(float[] out, float a, float[] x, float b, float[] y, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a * x[i] + b * y[i] + c * z[i];
        }
    }

    static void sum4(
            float[] out, float a, float[] x, float b, float[] y, float c, float[] z, float d, float[] w, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a * x[i] + b * y[i] + c * z[i] + d * w[i];
        }
    }

    /** The first one as it is. */
    static void sum5(
            float[] out,
            float[] v,
            float a,
            float[] x,
            float b,
            float[] y,
            float c,
            float[] z,
            float d,
            float[] w,
            int n) {
        for (int i = 0; i < n; i++) {
            out[i] = v[i] + a * x[i] + b * y[i] + c * z[i] + d * w[i];
        }
    }

    static void add(float[] to, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += x[i];
        }
    }

    static void addSquares(float[] to, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += x[i] * x[i];
        }
    }

    /** Normalised, and nothing below 0. */
    static void normalizeRelu(float[] x, float[] scale, float[] shift, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(0, x[i] * scale[i] + shift[i]);
        }
    }

    static void addNormalized(float[] to, float[] x, float[] scale, float[] shift, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += x[i] * scale[i] + shift[i];
        }
    }
}

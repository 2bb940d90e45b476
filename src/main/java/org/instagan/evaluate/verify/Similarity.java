package org.instagan.evaluate.verify;

import org.instagan.weights.FloatTensor;

/**
 * Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004, equation 13) over values in [-1,1]: the mean over all
 * 8×8 windows, as the paper's first form has it, of every plane.
 */
public final class Similarity {
    private static final int WINDOW = 8;
    private static final double RANGE = 2;
    private static final double C1 = square(0.01 * RANGE);
    private static final double C2 = square(0.03 * RANGE);

    private Similarity() {}

    /** @param a and {@code b}: {@code [N,H,W]}, H and W 8 or more */
    public static double ssim(FloatTensor a, FloatTensor b) {
        int height = Math.toIntExact(a.shape()[1]);
        int width = Math.toIntExact(a.shape()[2]);
        double sum = 0;
        long windows = 0;
        for (int plane = 0; plane < a.shape()[0]; plane++) {
            for (int y = 0; y + WINDOW <= height; y++) {
                for (int x = 0; x + WINDOW <= width; x++) {
                    sum += window(a.data(), b.data(), (plane * height + y) * width + x, width);
                    windows++;
                }
            }
        }
        return windows == 0 ? 1 : sum / windows;
    }

    private static double window(float[] a, float[] b, int from, int width) {
        double sumA = 0;
        double sumB = 0;
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int y = 0; y < WINDOW; y++) {
            for (int i = from + y * width; i < from + y * width + WINDOW; i++) {
                sumA += a[i];
                sumB += b[i];
                squaresA += (double) a[i] * a[i];
                squaresB += (double) b[i] * b[i];
                products += (double) a[i] * b[i];
            }
        }
        double n = WINDOW * WINDOW;
        double meanA = sumA / n;
        double meanB = sumB / n;
        double varianceA = squaresA / n - meanA * meanA;
        double varianceB = squaresB / n - meanB * meanB;
        double covariance = products / n - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }

    private static double square(double x) {
        return x * x;
    }
}

package org.instagan.evaluate.verify;

import org.instagan.weights.FloatTensor;

/**
 * How far two tensors of values in [-1,1] are apart.
 *
 * @param max absolute
 * @param mean absolute
 * @param psnr in dB over the range of 2; infinite for equal tensors
 * @param ssim structural similarity, 1 for equal tensors
 * @param finite whether neither has a NaN or an infinity
 */
public record Difference(double max, double mean, double psnr, double ssim, boolean finite) {
    private static final double RANGE = 2;

    /** Of two {@code [N,H,W]}. */
    public static Difference of(FloatTensor a, FloatTensor b) {
        double max = 0;
        double sum = 0;
        double squares = 0;
        boolean finite = true;
        for (int i = 0; i < a.data().length; i++) {
            double d = Math.abs((double) a.data()[i] - b.data()[i]);
            finite &= Float.isFinite(a.data()[i]) && Float.isFinite(b.data()[i]);
            max = Math.max(max, d);
            sum += d;
            squares += d * d;
        }
        int n = a.data().length;
        double psnr = 10 * Math.log10(RANGE * RANGE / (squares / n));
        return new Difference(max, sum / n, psnr, Similarity.ssim(a, b), finite);
    }
}

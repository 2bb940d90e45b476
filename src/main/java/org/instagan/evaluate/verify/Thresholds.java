package org.instagan.evaluate.verify;

import org.instagan.model.Precision;

/**
 * How far models may be apart in any step of any case.
 *
 * @param max absolute, of images and masks in [-1,1]
 * @param mean absolute, likewise
 * @param psnr at least, of images, dB
 * @param ssim at least, of images
 */
public record Thresholds(double max, double mean, double psnr, double ssim) {
    /**
     * For models of these precisions. Steps pass their rounding errors on: over 20 steps of a trained model FP16 was at
     * 0.012, 5e-4 and 69 dB from FP32. INT8 was at 40 to 45 dB and 0.973 or more on pictures, while single values, of a
     * mask's edge say, were anywhere. For FP32 against FP32 on another runtime, which sums in another order.
     */
    public static Thresholds of(Precision a, Precision b) {
        if (a == Precision.INT8 || b == Precision.INT8) {
            return new Thresholds(2, 0.05, 30, 0.95);
        }
        boolean half = a == Precision.FP16 || b == Precision.FP16;
        return half ? new Thresholds(0.1, 5e-3, 50, 0.99) : new Thresholds(1e-2, 1e-4, 60, 0.999);
    }

    public boolean allow(StepDifference step) {
        return step.finite() && (!step.compared() || (near(step.image()) && near(step.masks()) && alike(step.image())));
    }

    private boolean near(Difference d) {
        return d.max() <= max && d.mean() <= mean;
    }

    private boolean alike(Difference d) {
        return d.psnr() >= psnr && d.ssim() >= ssim;
    }
}

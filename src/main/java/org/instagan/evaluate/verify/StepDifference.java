package org.instagan.evaluate.verify;

/**
 * One sequential step of one case in both models, each on the image that its own step before left.
 *
 * @param step from 1
 * @param instances translated in it
 * @param compared whether it is checked against thresholds
 */
public record StepDifference(
        String name, int step, int instances, boolean compared, Difference image, Difference masks) {
    public boolean finite() {
        return image.finite() && masks.finite();
    }
}

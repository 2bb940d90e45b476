package org.instagan.evaluate.verify;

import org.instagan.data.Sample;

/**
 * An image and masks to run both models on.
 *
 * @param compared whether differences are checked against thresholds; false where variances are rounding errors and no
 *     two implementations agree: only NaN and infinity count then
 */
public record VerifyCase(Sample sample, boolean compared) {
    public String name() {
        return sample.name();
    }

    /** The same, checked for NaN and infinity alone. */
    public VerifyCase finiteOnly() {
        return new VerifyCase(sample, false);
    }
}

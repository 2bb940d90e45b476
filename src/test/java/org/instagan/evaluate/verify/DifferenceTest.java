package org.instagan.evaluate.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.instagan.model.Precision;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

final class DifferenceTest {
    @Test
    void equalTensorsAreAlike() {
        FloatTensor a = noise(1);
        Difference d = Difference.of(a, a);
        assertThat(d.max()).isZero();
        assertThat(d.psnr()).isInfinite();
        // Sums of squares in double precision.
        assertThat(d.ssim()).isCloseTo(1, within(1e-9));
    }

    /** By the formulas: variances are 0, so SSIM is its luminance term; PSNR over a range of 2. */
    @Test
    void constantsGiveWhatTheFormulasSay() {
        Difference d = Difference.of(flat(0.5f), flat(0.25f));
        assertThat(d.max()).isEqualTo(0.25);
        assertThat(d.mean()).isEqualTo(0.25);
        assertThat(d.psnr()).isCloseTo(20 * Math.log10(2 / 0.25), within(1e-9));
        double c1 = 0.02 * 0.02;
        double expected = (2 * 0.5 * 0.25 + c1) / (0.5 * 0.5 + 0.25 * 0.25 + c1);
        assertThat(d.ssim()).isCloseTo(expected, within(1e-9));
    }

    @Test
    void anotherPictureIsNotAlike() {
        assertThat(Difference.of(noise(1), noise(2)).ssim()).isLessThan(0.3);
    }

    @Test
    void aNaNIsFoundAndNeverAllowed() {
        FloatTensor broken = noise(3);
        broken.data()[7] = Float.NaN;
        Difference d = Difference.of(noise(3), broken);
        assertThat(d.finite()).isFalse();
        StepDifference step = new StepDifference("x", 1, 1, false, Difference.of(noise(3), noise(3)), d);
        assertThat(Thresholds.of(Precision.FP16, Precision.FP16).allow(step)).isFalse();
    }

    @Test
    void thresholdsHoldComparedCasesOnly() {
        Difference far = Difference.of(flat(0.5f), flat(-0.5f));
        Difference near = Difference.of(flat(0.5f), flat(0.5f));
        Thresholds thresholds = Thresholds.of(Precision.FP32, Precision.FP32);
        assertThat(thresholds.allow(new StepDifference("x", 1, 1, true, near, near)))
                .isTrue();
        assertThat(thresholds.allow(new StepDifference("x", 1, 1, true, far, near)))
                .isFalse();
        assertThat(thresholds.allow(new StepDifference("x", 1, 1, true, near, far)))
                .isFalse();
        assertThat(thresholds.allow(new StepDifference("x", 1, 1, false, far, far)))
                .isTrue();
    }

    private static FloatTensor flat(float value) {
        FloatTensor t = FloatTensor.zeros(3, 12, 16);
        Arrays.fill(t.data(), value);
        return t;
    }

    private static FloatTensor noise(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor t = FloatTensor.zeros(3, 12, 16);
        for (int i = 0; i < t.data().length; i++) {
            t.data()[i] = (float) random.nextDouble(-1, 1);
        }
        return t;
    }
}

package org.instagan.model.instagan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitializationTest {
    private static final long SEED = 5;

    private static FloatTensor of(Initialization.Kind kind, double gain, long... shape) {
        return new Initialization(kind, gain).of(shape, new SplittableRandom(SEED));
    }

    /** 9216 numbers: their deviation is right to about 1 %. */
    @ParameterizedTest
    @CsvSource({"NORMAL,0.02", "XAVIER,0.5", "KAIMING,0.5"})
    void deviationsAreThoseOfPyTorch(Initialization.Kind kind, double gain) {
        FloatTensor weight = of(kind, gain, 16, 32, 3, 6);
        double squares = 0;
        for (float w : weight.data()) {
            squares += w * w;
        }
        double expected = switch (kind) {
            case XAVIER -> gain * Math.sqrt(2.0 / (16 * 18 + 32 * 18));
            case KAIMING -> Math.sqrt(2.0 / (32 * 18));
            default -> gain;
        };
        assertThat(Math.sqrt(squares / weight.data().length)).isCloseTo(expected, within(0.03 * expected));
    }

    @ParameterizedTest
    @CsvSource({"6,4", "40,1"})
    void rowsOrColumnsAreOrthonormalTimesTheGain(int rows, int channels) {
        FloatTensor weight = of(Initialization.Kind.ORTHOGONAL, 0.5, rows, channels, 3, 3);
        int columns = channels * 9;
        int count = Math.min(rows, columns);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int k = 0; k < Math.max(rows, columns); k++) {
                    dot += rows <= columns
                            ? weight.data()[a * columns + k] * weight.data()[b * columns + k]
                            : weight.data()[k * columns + a] * weight.data()[k * columns + b];
                }
                assertThat(dot).isCloseTo(a == b ? 0.25 : 0, within(1e-6));
            }
        }
    }

    @Test
    void equalSeedsGiveEqualWeights() {
        assertThat(of(Initialization.Kind.XAVIER, 1, 2, 2, 3, 3))
                .isEqualTo(of(Initialization.Kind.XAVIER, 1, 2, 2, 3, 3));
    }
}

package org.instagan.evaluate.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FeatureDistanceTest {
    private static List<float[]> features(int rows, int length, double phase) {
        List<float[]> features = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            float[] row = new float[length];
            for (int k = 0; k < length; k++) {
                double wave = Math.sin(phase + 1.3 * i + 0.7 * k * k + 0.11 * i * k);
                row[k] = (float) (wave + (phase > 1 ? 0.2 * k : 0));
            }
            features.add(row);
        }
        return features;
    }

    /** The numbers are NumPy's and SciPy's ({@code cov}, {@code sqrtm}) of the same features in float64. */
    @ParameterizedTest
    @CsvSource({"40, 30, 5, 1.3102032155, 0.9225766376", "6, 7, 9, 7.5756269657, 4.1840325438"})
    void distancesAreThoseOfTheirDefinitions(int n, int m, int length, double fid, double kid) {
        FeatureDistance distance = new FeatureDistance(features(n, length, 0.5), features(m, length, 2.5));
        // Features are float32 here: 6e-8 of each.
        assertThat(distance.frechet()).isCloseTo(fid, within(1e-5));
        assertThat(distance.kernel()).isCloseTo(kid, within(1e-5));
    }

    @Test
    void aSetIsNoDistanceFromItself() {
        List<float[]> set = features(20, 6, 0.5);
        assertThat(new FeatureDistance(set, set).frechet()).isCloseTo(0, within(1e-9));
    }

    @Test
    void onePictureIsNoSet() {
        assertThatThrownBy(() -> new FeatureDistance(features(1, 3, 0), features(5, 3, 0)))
                .isInstanceOf(InputException.class)
                .hasMessage("--features: distances need two pictures or more of each set, got 1 and 5");
    }
}

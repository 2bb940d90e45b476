package org.instagan.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In one direction, F(m, 3): m results of a filter of three, from m + 2 products. */
final class TileTest {
    private static final int N = 37;

    private static float[][] random(SplittableRandom random, int lines) {
        float[][] all = new float[lines][N];
        for (float[] line : all) {
            for (int i = 0; i < N; i++) {
                line[i] = (float) random.nextDouble(-1, 1);
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void itsProductsGiveTheFiltersResults(Tile tile) {
        SplittableRandom random = new SplittableRandom(3);
        float[][] pixels = random(random, tile.points);
        float[][] filter = random(random, 3);
        float[][] factors = new float[tile.points][N];
        float[][] weights = new float[tile.points][N];
        tile.input(pixels, factors, N);
        tile.weights(filter, weights, N);
        float[][] products = new float[tile.points][N];
        for (int p = 0; p < tile.points; p++) {
            for (int i = 0; i < N; i++) {
                products[p][i] = factors[p][i] * weights[p][i];
            }
        }
        float[][] results = new float[tile.results][N];
        tile.output(products, results, N);
        for (int r = 0; r < tile.results; r++) {
            for (int i = 0; i < N; i++) {
                double expected = 0;
                for (int k = 0; k < 3; k++) {
                    expected += (double) pixels[r + k][i] * filter[k][i];
                }
                // A few roundings of numbers up to 10.
                assertThat((double) results[r][i]).as("result " + r).isCloseTo(expected, within(1e-5));
            }
        }
    }
}

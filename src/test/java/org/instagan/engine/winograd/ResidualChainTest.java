package org.instagan.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.instagan.engine.Cancellation;
import org.instagan.engine.FloatPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the same blocks, written down as they are defined, in double. */
final class ResidualChainTest {
    private static final float EPSILON = 1e-5f;
    private static final int BLOCKS = 2;

    private final SplittableRandom random = new SplittableRandom(5);

    private static void multiply(
            FloatBuffer left, FloatBuffer right, FloatBuffer out, int count, int rows, int width, Cancellation c) {
        for (int p = 0; p < count; p++) {
            for (int r = 0; r < rows; r++) {
                for (int w = 0; w < width; w++) {
                    float sum = 0;
                    for (int k = 0; k < width; k++) {
                        sum += left.get((p * rows + r) * width + k) * right.get((p * width + k) * width + w);
                    }
                    out.put((p * rows + r) * width + w, sum);
                }
            }
        }
    }

    private List<float[]> weights(int channels) {
        return IntStream.range(0, 2 * BLOCKS)
                .mapToObj(i -> numbers(channels * channels * 9))
                .toList();
    }

    private float[] numbers(int count) {
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = (float) random.nextDouble(-1, 1);
        }
        return all;
    }

    private static ResidualChain chain(List<float[]> weights, int channels, int threads) {
        List<Consumer<float[]>> readers = new ArrayList<>();
        weights.forEach(w -> readers.add(to -> System.arraycopy(w, 0, to, 0, w.length)));
        return new ResidualChain(readers, channels, EPSILON, ResidualChainTest::multiply, new Room(), threads);
    }

    private static FloatBuffer buffer(float[] data) {
        return FloatPool.allocate(data.length).put(0, data);
    }

    @ParameterizedTest
    @CsvSource({
        "TWO,1,3,8,8,1", "FOUR,1,3,8,8,1", // tiles fit
        "TWO,2,9,7,5,3", "FOUR,2,9,7,5,3", // they reach beyond both sides, channels beyond a part
        "TWO,1,1,4,4,2", "FOUR,1,1,2,3,2", // smaller than a tile
        "TWO,1,2,64,42,2", "FOUR,3,2,50,50,2", // more tiles than are multiplied at a time
    })
    void itGivesWhatTheBlocksAreDefinedAs(Tile tile, int count, int channels, int height, int width, int threads) {
        List<float[]> weights = weights(channels);
        float[] x = numbers(count * channels * height * width);
        FloatBuffer in = buffer(x);
        FloatBuffer out = FloatPool.allocate(x.length);
        FloatPool pool = new FloatPool();
        try (ResidualChain chain = chain(weights, channels, threads)) {
            chain.run(BLOCKS, in, out, count, height, width, tile, pool, new Cancellation());
            double[] expected = new double[x.length];
            int image = channels * height * width;
            for (int i = 0; i < count; i++) {
                double[] y = new Naive(channels, height, width).run(x, i * image, weights);
                System.arraycopy(y, 0, expected, i * image, image);
            }
            for (int i = 0; i < x.length; i++) {
                // Values up to 10; a chain of two blocks, each with two normalisations of sums over 9 products a
                // channel.
                assertThat((double) out.get(i)).as("at " + i).isCloseTo(expected[i], within(1e-4));
            }
            float[] first = new float[x.length];
            out.get(0, first);
            // Again, with arrays that were used, and in place.
            chain.run(BLOCKS, in, in, count, height, width, tile, pool, new Cancellation());
            float[] again = new float[x.length];
            in.get(0, again);
            assertThat(again).isEqualTo(first);
        }
    }

    @Test
    void whatTheHeapCannotHoldIsNotBegun() {
        assertThat(ResidualChain.fitsHeap(1, 8, 16, 16)).isTrue();
        assertThat(ResidualChain.fitsHeap(1000, 1000, 10_000, 10_000)).isFalse();
    }

    @Test
    void itsWeightsComeBackAsTheyCame() {
        List<float[]> weights = weights(11);
        try (ResidualChain chain = chain(weights, 11, 1)) {
            for (int i = 0; i < weights.size(); i++) {
                assertThat(chain.weight(i)).isEqualTo(weights.get(i));
            }
        }
    }

    @Test
    void whatIsCancelledStopsBeforeTheNextConvolution() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        FloatBuffer x = FloatPool.allocate(64);
        try (ResidualChain chain = chain(weights(1), 1, 1)) {
            assertThatThrownBy(() -> chain.run(BLOCKS, x, x, 1, 8, 8, Tile.FOUR, new FloatPool(), cancelled))
                    .isInstanceOf(CancellationException.class);
        }
    }

    /** One image's blocks. */
    private record Naive(int channels, int height, int width) {
        double[] run(float[] from, int first, List<float[]> weights) {
            double[] x = new double[channels * height * width];
            for (int i = 0; i < x.length; i++) {
                x[i] = from[first + i];
            }
            for (int i = 0; i < weights.size(); i += 2) {
                double[] y = normalized(convolved(x, weights.get(i)));
                for (int j = 0; j < y.length; j++) {
                    y[j] = Math.max(0, y[j]);
                }
                y = normalized(convolved(y, weights.get(i + 1)));
                for (int j = 0; j < y.length; j++) {
                    x[j] += y[j];
                }
            }
            return x;
        }

        private static int reflected(int i, int n) {
            return i < 0 ? -i : i < n ? i : 2 * (n - 1) - i;
        }

        private double[] convolved(double[] x, float[] w) {
            double[] out = new double[x.length];
            for (int o = 0; o < channels; o++) {
                for (int i = 0; i < channels; i++) {
                    for (int tap = 0; tap < 9; tap++) {
                        add(out, o, x, i, tap, w[(o * channels + i) * 9 + tap]);
                    }
                }
            }
            return out;
        }

        private void add(double[] out, int o, double[] x, int in, int tap, double weight) {
            for (int row = 0; row < height; row++) {
                int from = (in * height + reflected(row + tap / 3 - 1, height)) * width;
                for (int column = 0; column < width; column++) {
                    out[(o * height + row) * width + column] +=
                            weight * x[from + reflected(column + tap % 3 - 1, width)];
                }
            }
        }

        private double[] normalized(double[] x) {
            int n = height * width;
            for (int c = 0; c < channels; c++) {
                double mean = 0;
                for (int i = 0; i < n; i++) {
                    mean += x[c * n + i] / n;
                }
                double variance = 0;
                for (int i = 0; i < n; i++) {
                    variance += Math.pow(x[c * n + i] - mean, 2) / n;
                }
                for (int i = 0; i < n; i++) {
                    x[c * n + i] = (x[c * n + i] - mean) / Math.sqrt(variance + EPSILON);
                }
            }
            return x;
        }
    }
}

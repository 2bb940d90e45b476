package org.instagan.engine.winograd;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.instagan.engine.Cancellation;
import org.instagan.engine.FloatPool;

/**
 * Residual blocks one after the other (reflection padding, 3×3 convolution, instance normalisation, ReLU, the same again
 * without ReLU, sum), by Winograd's algorithm. Activations stay in the tiles' layout from the first block to the last.
 * Safe for use by several threads.
 */
public final class ResidualChain implements AutoCloseable {
    /** Tiles multiplied at a time: enough for the products to run at full speed, few enough to stay in the cache. */
    private static final int TILES = 400;

    private final int channels;
    private final float epsilon;
    private final Products products;
    private final Room room;
    private final Workers workers;
    private final List<Weights> weights = new ArrayList<>();

    /**
     * A chain.
     *
     * @param convolutions each fills an array with weights {@code [channels,channels,3,3]}; two for each block. What a
     *     bias adds the normalisation takes away
     * @param room that chains may share
     */
    public ResidualChain(
            List<Consumer<float[]>> convolutions,
            int channels,
            float epsilon,
            Products products,
            Room room,
            int threads) {
        this.channels = channels;
        this.epsilon = epsilon;
        this.products = products;
        this.room = room;
        this.workers = new Workers(threads);
        float[] weight = new float[channels * channels * 9];
        for (Consumer<float[]> convolution : convolutions) {
            convolution.accept(weight);
            weights.add(new Weights(weight, channels));
        }
    }

    /**
     * Whether what a run keeps in the heap takes no more than half of what is free there.
     *
     * @param height of the images, before they are cut into tiles
     */
    public static boolean fitsHeap(int count, int channels, int height, int width) {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        long most = Tile.FOUR.results;
        long pixels = (height + most) * (width + most);
        return 3L * count * channels * pixels * Float.BYTES < free / 2;
    }

    /** A convolution's weights, as they came. */
    public float[] weight(int convolution) {
        return weights.get(convolution).original();
    }

    /**
     * Runs the first blocks.
     *
     * @param blocks how many
     * @param x {@code [count,channels,H,W]} from 0 on
     * @param out takes the same; may be {@code x}
     */
    public void run(
            int blocks,
            FloatBuffer x,
            FloatBuffer out,
            int count,
            int height,
            int width,
            Tile tile,
            FloatPool pool,
            Cancellation cancellation) {
        Run run = new Run(count, height, width, tile, pool, cancellation);
        try {
            run.read(x);
            for (int i = 0; i < 2 * blocks; i += 2) {
                run.block(weights.get(i), weights.get(i + 1));
            }
            run.write(out);
        } finally {
            run.release();
        }
    }

    @Override
    public void close() {
        workers.close();
    }

    /** What arrays fit. */
    private record Shape(int channels, int height, int width, Tile tile) {}

    private final class Run {
        private final int count;
        private final Shape shape;
        private final int height;
        private final Tile tile;
        private final FloatPool pool;
        private final Cancellation cancellation;
        private final List<Plane> x;
        private final List<Plane> y;
        private final List<Plane> z;
        private final int across;
        private final int down;
        private final int stripsAtOnce;
        private final FloatBuffer factors;
        private final FloatBuffer left;
        private final FloatBuffer out;
        private final float[][][] sums;

        Run(int count, int height, int width, Tile tile, FloatPool pool, Cancellation cancellation) {
            this.count = count;
            this.shape = new Shape(channels, height, width, tile);
            this.height = height;
            this.tile = tile;
            this.pool = pool;
            this.cancellation = cancellation;
            this.x = planes();
            this.y = planes();
            this.z = planes();
            this.across = x.get(0).across;
            this.down = x.get(0).down();
            this.stripsAtOnce = Math.max(1, Math.min(count * down, TILES / across));
            int points = tile.points * tile.points;
            this.factors = pool.take(points * channels * channels);
            this.left = pool.take(points * stripsAtOnce * across * channels);
            this.out = pool.take(points * stripsAtOnce * across * channels);
            this.sums = new float[count * down][2][];
        }

        private List<Plane> planes() {
            List<Plane> planes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                planes.add(room.take(
                        shape, Plane.class, () -> new Plane(channels, shape.height, shape.width, tile.results)));
            }
            return planes;
        }

        private <T> void with(Class<T> kind, Supplier<T> maker, Consumer<T> work) {
            T one = room.take(shape, kind, maker);
            work.accept(one);
            room.give(shape, one);
        }

        private void withStrip(Consumer<Strip> work) {
            with(Strip.class, () -> new Strip(tile, x.get(0).lineLength()), work);
        }

        void read(FloatBuffer from) {
            each((plane, row, image) -> withStrip(strip -> x.get(image).read(from, image * plane, row, strip.row())));
        }

        void write(FloatBuffer to) {
            each((plane, row, image) -> withStrip(strip -> x.get(image).write(to, image * plane, row, strip.row())));
        }

        private interface RowWork {
            void run(int plane, int row, int image);
        }

        private void each(RowWork work) {
            int plane = channels * height * x.get(0).width;
            workers.each(count * height, i -> work.run(plane, i % height, i / height));
        }

        void block(Weights first, Weights second) {
            convolve(first, x, y);
            Norm[] inner = norms();
            each((plane, row, image) -> finish(y.get(image), row, inner[image], null));
            convolve(second, y, z);
            Norm[] outer = norms();
            each((plane, row, image) -> finish(z.get(image), row, outer[image], x.get(image)));
        }

        private void convolve(Weights w, List<Plane> from, List<Plane> to) {
            cancellation.check();
            workers.each(
                    w.parts(),
                    part -> with(
                            Weights.Scratch.class,
                            () -> new Weights.Scratch(tile, channels),
                            scratch -> w.transform(tile, part, factors, scratch)));
            int strips = count * down;
            for (int first = 0; first < strips; first += stripsAtOnce) {
                int begin = first;
                int now = Math.min(stripsAtOnce, strips - first);
                int rows = now * across;
                workers.each(now, i -> {
                    int strip = begin + i;
                    withStrip(s -> s.input(from.get(strip / down), strip % down, left, i, rows));
                });
                products.multiply(left, factors, out, tile.points * tile.points, rows, channels, cancellation);
                workers.each(now, i -> {
                    int strip = begin + i;
                    withStrip(s -> sums[strip] = s.output(out, i, rows, to.get(strip / down), strip % down));
                });
            }
        }

        private record Norm(float[] scale, float[] shift) {}

        private Norm[] norms() {
            Norm[] norms = new Norm[count];
            int pixels = height * x.get(0).width;
            for (int image = 0; image < count; image++) {
                float[] scale = new float[across * channels];
                float[] shift = new float[across * channels];
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    double squares = 0;
                    for (int s = image * down; s < (image + 1) * down; s++) {
                        sum += sums[s][0][c];
                        squares += sums[s][1][c];
                    }
                    double mean = sum / pixels;
                    double variance = Math.max(0, squares / pixels - mean * mean);
                    scale[c] = (float) (1 / Math.sqrt(variance + epsilon));
                    shift[c] = (float) (-mean * scale[c]);
                }
                for (int t = 1; t < across; t++) {
                    System.arraycopy(scale, 0, scale, t * channels, channels);
                    System.arraycopy(shift, 0, shift, t * channels, channels);
                }
                norms[image] = new Norm(scale, shift);
            }
            return norms;
        }

        private void finish(Plane plane, int row, Norm norm, Plane onto) {
            int n = plane.lineLength();
            for (int place = 0; place < tile.results; place++) {
                float[] line = plane.line(row, place);
                if (onto == null) {
                    Lines.normalizeRelu(line, norm.scale, norm.shift, n);
                } else {
                    Lines.addNormalized(onto.line(row, place), line, norm.scale, norm.shift, n);
                }
            }
            (onto == null ? plane : onto).mirror(row);
        }

        void release() {
            pool.give(factors);
            pool.give(left);
            pool.give(out);
            for (List<Plane> planes : List.of(x, y, z)) {
                planes.forEach(plane -> room.give(shape, plane));
            }
        }
    }
}

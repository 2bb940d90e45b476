package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.engine.Cancellation;
import org.instagan.engine.FloatPool;
import org.instagan.engine.winograd.ResidualChain;
import org.instagan.engine.winograd.Tile;
import org.instagan.error.InputException;
import org.instagan.platform.Processor;

/**
 * How residual blocks of some size are computed fastest on this machine: they are timed as they are and by Winograd's
 * algorithm when that size is first met, and what came out is kept in the cache, with the processor's name. A tile whose
 * rounding errors would reach what an export may be off is left out.
 */
final class ChainTuning {
    /** {@code auto}, {@code direct}, or a {@link Tile} in lower case. */
    private static final String PROPERTY = "instagan.winograd";

    private static final String DIRECT = "direct";
    private static final double BOUND = 1e-4;
    private static final int PROBE = 16;
    /** Pixels from which on nothing changes: larger images are not measured, which would take long. */
    private static final int MOST = 4096;

    private static final int MOST_SIDE = 64;
    private static final int ROUNDS = 3;
    /** Where all ways once take longer, one more round has to do. */
    private static final long LONG_NANOS = 1_000_000_000;
    /** What C2 needs for the transformations' loops, beside the work itself; once for the process. */
    private static final long COMPILE_NANOS = 1_500_000_000;

    private static final int COMPILE_RUNS = 60;
    private static boolean compiled;

    private final String weights;
    private final int channels;
    private final int threads;
    private final int blockCount;
    private final double bound;
    private final ResidualChain blocks;
    private final Supplier<OrtModel> firstBlock;
    private final Map<Integer, Optional<Tile>> chosen = new HashMap<>();

    /**
     * Nothing is measured yet.
     *
     * @param weights a digest of the blocks'
     * @param count of the blocks
     * @param firstBlock opens it, as it is
     */
    ChainTuning(
            String weights, ResidualChain blocks, int count, int channels, int threads, Supplier<OrtModel> firstBlock) {
        this.weights = weights;
        this.blocks = blocks;
        this.blockCount = count;
        this.bound = BOUND / (2 * count);
        this.channels = channels;
        this.threads = threads;
        this.firstBlock = firstBlock;
    }

    /** The tile to use for images of a size; empty: none, but the convolutions as they are. */
    synchronized Optional<Tile> choose(int count, int height, int width) {
        String wanted = System.getProperty(PROPERTY, "auto");
        if (!wanted.equals("auto")) {
            return tile(wanted);
        }
        if (!ResidualChain.fitsHeap(count, channels, height, width)) {
            return Optional.empty();
        }
        int pixels = Math.multiplyExact(count, height * width);
        return pixels < MOST
                ? chosen.computeIfAbsent(Integer.highestOneBit(pixels), p -> decide(p, count, height, width))
                : chosen.computeIfAbsent(MOST, p -> decide(p, 1, MOST_SIDE, MOST_SIDE));
    }

    private static Optional<Tile> tile(String name) {
        if (!names(DIRECT).contains(name)) {
            throw new InputException(PROPERTY + ": expected auto, " + DIRECT + " or one of " + new TreeSet<>(names())
                    + ", got '" + name + "'");
        }
        return name.equals(DIRECT) ? Optional.empty() : Optional.of(Tile.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    private Optional<Tile> decide(int pixels, int count, int height, int width) {
        List<String> about = List.of(
                "milliseconds of residual blocks, medians",
                Processor.found().model(),
                threads + " threads",
                channels + " channels",
                blockCount + " blocks",
                pixels + " pixels and more");
        Map<String, Double> milliseconds = Findings.of(about, names(DIRECT), () -> measure(count, height, width));
        return milliseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(e -> tile(e.getKey()))
                .filter(t -> t.isEmpty() || isAccurate(t.get()))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(String... others) {
        return Stream.concat(Stream.of(others), Stream.of(Tile.values()).map(ChainTuning::name))
                .collect(Collectors.toSet());
    }

    private static String name(Tile tile) {
        return tile.name().toLowerCase(Locale.ROOT);
    }

    /** With these weights, on noise: each tile's errors come from its transformations and the weights alone. */
    private boolean isAccurate(Tile tile) {
        List<String> about = List.of("errors of a residual block, in parts of its largest result", weights);
        return Findings.of(about, names(), this::errors).get(name(tile)) < bound;
    }

    private Map<String, Double> errors() {
        Map<String, Double> errors = new LinkedHashMap<>();
        try (Probe probe = new Probe(1, PROBE, PROBE)) {
            for (Tile tile : Tile.values()) {
                errors.put(name(tile), probe.error(tile));
            }
        }
        return errors;
    }

    /** The medians of some rounds, in turn, after all code was compiled. */
    private Map<String, Double> measure(int count, int height, int width) {
        try (Probe probe = new Probe(count, height, width)) {
            Map<String, Runnable> runs = new LinkedHashMap<>();
            runs.put(DIRECT, () -> IntStream.range(0, blockCount).forEach(i -> probe.direct()));
            for (Tile tile : Tile.values()) {
                runs.put(name(tile), () -> probe.winograd(blockCount, tile));
            }
            compile(() -> probe.winograd(blockCount, Tile.FOUR));
            long start = System.nanoTime();
            runs.values().forEach(Runnable::run);
            int rounds = System.nanoTime() - start < LONG_NANOS ? ROUNDS : 1;
            Map<String, double[]> times = new LinkedHashMap<>();
            runs.keySet().forEach(name -> times.put(name, new double[rounds]));
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, Runnable> run : runs.entrySet()) {
                    long begun = System.nanoTime();
                    run.getValue().run();
                    times.get(run.getKey())[round] = (System.nanoTime() - begun) / 1e6;
                }
            }
            Map<String, Double> medians = new LinkedHashMap<>();
            times.forEach((name, all) -> {
                Arrays.sort(all);
                medians.put(name, all[rounds / 2]);
            });
            return medians;
        }
    }

    private static synchronized void compile(Runnable run) {
        long end = System.nanoTime() + COMPILE_NANOS;
        for (int i = 0; !compiled && i < COMPILE_RUNS && System.nanoTime() < end; i++) {
            run.run();
        }
        compiled = true;
    }

    /** One block on noise, both ways. */
    private final class Probe implements AutoCloseable {
        private final int count;
        private final int height;
        private final int width;
        private final OrtModel block = firstBlock.get();
        private final FloatPool pool = new FloatPool();
        private final FloatBuffer x;
        private final FloatBuffer expected;
        private final FloatBuffer got;

        Probe(int count, int height, int width) {
            this.count = count;
            this.height = height;
            this.width = width;
            int elements = Math.multiplyExact(count * channels, height * width);
            this.x = FloatPool.allocate(elements);
            this.expected = FloatPool.allocate(elements);
            this.got = FloatPool.allocate(elements);
            Random random = new Random(1);
            for (int i = 0; i < elements; i++) {
                x.put(i, (float) Math.abs(random.nextGaussian()));
            }
        }

        void direct() {
            try (OnnxTensor in = OrtModel.tensor(x, count, channels, height, width);
                    OnnxTensor out = OrtModel.tensor(expected, count, channels, height, width)) {
                block.runOn(in, out, new Cancellation());
            }
        }

        void winograd(int number, Tile tile) {
            blocks.run(number, x, got, count, height, width, tile, pool, new Cancellation());
        }

        /** The largest difference, in parts of the largest result; huge where one is not finite. */
        double error(Tile tile) {
            direct();
            winograd(1, tile);
            double largest = 0;
            double most = 0;
            for (int i = 0; i < x.capacity(); i++) {
                double difference = Math.abs((double) expected.get(i) - got.get(i));
                largest = Math.max(largest, Math.abs(expected.get(i)));
                most = difference <= Float.MAX_VALUE ? Math.max(most, difference) : Float.MAX_VALUE;
            }
            return most / largest;
        }

        @Override
        public void close() {
            block.close();
        }
    }
}

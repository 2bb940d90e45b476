package org.instagan.train;

import java.util.Locale;
import java.util.OptionalLong;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.platform.FreeMemory;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * What a run on a processor will take of the machine's memory, by a model fitted to measurements ({@code docs/training.md}):
 * the process itself; weights, gradients and two moments; what lies between the forward and the backward pass of one
 * domain; the image pools; and, for the moments of a checkpoint, the file that ONNX Runtime makes in memory.
 */
record MemoryNeed(long bytes) {
    private static final long PROCESS = 480_000_000;
    /** Weight, gradient, two moments. */
    private static final int FLOATS_PER_WEIGHT = 4;
    /** A growing buffer is copied: more than the 3 floats a weight that end in it. */
    private static final double SAVED_FLOATS_PER_WEIGHT = 4.4;
    /** By pixel, filter, and image or mask of a step, with the usual blocks; the second is a block's part of it. */
    private static final double PASS_BYTES = 165;

    private static final int USUAL_BLOCKS = 9;
    private static final double BLOCK_SHARE = 0.4 / USUAL_BLOCKS;

    static MemoryNeed of(RunConfig config, NamedTensors weights) {
        long count = weights.shapes().values().stream()
                .mapToLong(FloatTensor::elements)
                .sum();
        long pixels = (long) config.cropSize().width() * config.cropSize().height();
        double pass = PASS_BYTES * config.batch() * (1 + config.insPer()) * pixels * config.filters();
        pass *= 1 + BLOCK_SHARE * (config.blocks() - USUAL_BLOCKS);
        long pools = 2L * config.poolSize() * (3 + config.insMax()) * pixels * Float.BYTES;
        double floats = (FLOATS_PER_WEIGHT + SAVED_FLOATS_PER_WEIGHT) * count;
        return new MemoryNeed((long) (PROCESS + Float.BYTES * floats + pass + pools));
    }

    /**
     * A line on what is needed and what is there.
     *
     * @throws InputException when it is more than the budget
     * @throws EnvironmentException when it is more than the machine has
     */
    String checked(RunConfig config) {
        OptionalLong free = FreeMemory.now();
        String need = "memory: about " + gigabytes(bytes) + " will be needed";
        String remedy = "; lower --crop-size, --filters, --batch or --ins-per";
        long budget = config.memory().bytes();
        if (budget > 0 && bytes > budget) {
            throw new InputException("--memory " + config.memory() + ": about " + gigabytes(bytes)
                    + " would be needed, the budget is " + gigabytes(budget) + remedy);
        }
        if (free.isPresent() && bytes > free.getAsLong()) {
            throw new EnvironmentException(need + ", the machine has " + gigabytes(free.getAsLong()) + " left" + remedy
                    + ", or end other programs");
        }
        return need + (free.isPresent() ? ", the machine has " + gigabytes(free.getAsLong()) + " left" : "");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}

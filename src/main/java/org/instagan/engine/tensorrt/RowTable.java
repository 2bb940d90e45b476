package org.instagan.engine.tensorrt;

import java.util.ArrayList;
import java.util.List;
import org.instagan.engine.Engine;

/**
 * The indices of some steps as one block, which goes to the GPU at once: of each step its images, its features, and the
 * image of each mask, every part beginning where TensorRT wants an address.
 *
 * @param table all of it
 */
record RowTable(long[] table, List<Step> steps) {
    /** Of 256 bytes, what TensorRT asks of tensors' addresses and CUDA gives. */
    private static final int ALIGNED = 256 / Long.BYTES;

    /**
     * One step's part.
     *
     * @param first of its indices in the table
     * @param masks how many, as many as there are features
     */
    record Step(int first, int images, int masks) {
        /** Where the features' rows begin within the step's part. */
        int featuresAt() {
            return aligned(images);
        }

        /** Where the masks' images begin. */
        int maskImageAt() {
            return featuresAt() + aligned(masks);
        }

        int size() {
            return maskImageAt() + aligned(masks);
        }
    }

    static RowTable of(List<Engine.Rows> all) {
        List<Step> steps = new ArrayList<>();
        int size = 0;
        for (Engine.Rows rows : all) {
            Step step = new Step(size, rows.images().length, rows.features().length);
            steps.add(step);
            size += step.size();
        }
        long[] table = new long[size];
        for (int i = 0; i < all.size(); i++) {
            Engine.Rows rows = all.get(i);
            Step step = steps.get(i);
            put(rows.images(), table, step.first());
            put(rows.features(), table, step.first() + step.featuresAt());
            put(rows.maskImage(), table, step.first() + step.maskImageAt());
        }
        return new RowTable(table, steps);
    }

    private static void put(long[] from, long[] table, int at) {
        System.arraycopy(from, 0, table, at, from.length);
    }

    private static int aligned(int n) {
        return (n + ALIGNED - 1) / ALIGNED * ALIGNED;
    }

    /** All steps' masks. */
    int masks() {
        return steps.stream().mapToInt(Step::masks).sum();
    }
}

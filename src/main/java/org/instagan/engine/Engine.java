package org.instagan.engine;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;

/**
 * A generator in pieces on some runtime: masks are encoded once, steps run over their features. Safe for use by
 * several threads, each with a {@link Sequence} of its own. Buffers are direct, native order, from their position on.
 */
public interface Engine extends AutoCloseable {
    ModelCard card();

    /** The runtime, as NVIDIA Triton names it: {@code onnxruntime_onnx} or {@code tensorrt_plan}. */
    String platform();

    /** Images of a size that it takes at once where each may have so many masks in a step; at least 1. */
    int mostImages(Size size, int masksOfEach);

    /** Masks of a size to encode at a time where nobody says how many: more were no faster on a CPU (docs/benchmarks.md). */
    default int usualMasksEncoded(Size size) {
        return 2;
    }

    /**
     * Takes a batch in, whose images are not to be written to before the sequence is closed.
     *
     * @param scratch where room on the host comes from
     * @param cancellation by which encoding and steps end with a {@link java.util.concurrent.CancellationException}
     */
    Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation);

    /** Where all steps of a batch can be one call, that call; nobody sees the steps in between then. */
    default Optional<OneCall> oneCall() {
        return Optional.empty();
    }

    @Override
    void close();

    /** All steps of a batch. */
    @FunctionalInterface
    interface OneCall {
        /** @param cancellation by which it ends with a {@link java.util.concurrent.CancellationException} */
        void translate(Batch batch, AllSteps steps, Cancellation cancellation);
    }

    /**
     * What the steps of a batch are about.
     *
     * @param masks {@code [M,1,H,W]}
     * @param maskImage for each mask, the row of its image
     * @param order rows of the masks that take part: those of one image in the order in which they are translated
     * @param perStep how many of an image at a time
     * @param imagesOut takes {@code [count,3,H,W]}
     * @param masksOut takes {@code [M,1,H,W]}
     */
    record AllSteps(
            FloatBuffer masks,
            long[] maskImage,
            long[] order,
            int perStep,
            FloatBuffer imagesOut,
            FloatBuffer masksOut) {}

    /**
     * Images of one size.
     *
     * @param images {@code [count,3,H,W]}
     * @param size H and W multiples of 4
     */
    record Batch(FloatBuffer images, int count, Size size) {}

    /**
     * A batch on its way through the steps: its images and mask features, wherever the runtime keeps them. What it is
     * asked for may be there only when {@link #await} returns: a GPU goes on meanwhile.
     */
    interface Sequence extends AutoCloseable {
        /**
         * Encodes masks, whose features replace those held.
         *
         * @param masks {@code [count,1,H,W]}, none of them empty; read before it returns
         * @param steps what the steps over them are about, in their order
         */
        void encode(FloatBuffer masks, int count, List<Rows> steps);

        /**
         * Translates some masks on their images, as the next of those steps; what comes out are the images of the one
         * after it.
         *
         * @param masksOut takes {@code [rows.features.length,1,H,W]}
         */
        void step(FloatBuffer masksOut);

        /** Copies one of the images that the last step left, {@code [3,H,W]}. */
        void readImage(int row, FloatBuffer out);

        /** Waits until all results are where they belong. */
        void await();

        /** Replaces one of the images that the last step left by {@code [3,H,W]}; only after a step. */
        void writeImage(int row, FloatBuffer in);

        @Override
        void close();
    }

    /**
     * What takes part in a step.
     *
     * @param images rows, of the images that the step before left, that go on
     * @param features rows, of the masks encoded last
     * @param maskImage for each feature row, the index into {@code images} of its image
     */
    record Rows(long[] images, long[] features, long[] maskImage) {}
}

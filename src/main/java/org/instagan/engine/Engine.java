package org.instagan.engine;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;

/**
 * A generator in pieces on some runtime: masks are encoded once, steps run over their features. Safe for use by
 * several threads, each with a {@link Sequence} of its own. Buffers are direct, native order, from their position on.
 */
public interface Engine extends AutoCloseable {
    /** Masks that callers usually encode at a time: more were no faster on a CPU (docs/benchmarks.md). */
    int USUAL_MASKS_ENCODED = 2;

    ModelCard card();

    /** The runtime, as NVIDIA Triton names it: {@code onnxruntime_onnx} or {@code tensorrt_plan}. */
    String platform();

    /** Images that it takes at once where each may have so many masks in a step; at least 1. */
    int mostImages(int masksOfEach);

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

    /** A batch on its way through the steps: its images and mask features, wherever the runtime keeps them. */
    interface Sequence extends AutoCloseable {
        /** Encodes masks {@code [count,1,H,W]}, none of them empty; their features replace those held. */
        void encode(FloatBuffer masks, int count);

        /**
         * Translates some masks on their images; what comes out are the images of the next step.
         *
         * @param masksOut takes {@code [rows.features.length,1,H,W]}
         */
        void step(Rows rows, FloatBuffer masksOut);

        /** Copies one of the images that the last step left, {@code [3,H,W]}. */
        void readImage(int row, FloatBuffer out);

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

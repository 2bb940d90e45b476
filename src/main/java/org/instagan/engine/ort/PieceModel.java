package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import java.nio.file.Path;
import java.util.Map;
import org.instagan.engine.Cancellation;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;

/** A piece of a generator that can be run, in one session or several. Safe for use by several threads. */
interface PieceModel extends AutoCloseable {
    Path path();

    ModelCard card();

    /** The digest of the generator's weights. */
    String weights();

    /** What an encoder gave, until it is closed. */
    interface Features extends AutoCloseable {
        OnnxTensor tensor();

        @Override
        void close();
    }

    /**
     * Runs an encoder.
     *
     * @param masks {@code [count,1,H,W]}
     * @throws OrtFailure when ONNX Runtime fails
     * @throws java.util.concurrent.CancellationException when it was cancelled; it stops between two nodes
     */
    Features encode(OnnxTensor masks, int count, Size size, FloatPool pool, Cancellation cancellation);

    /**
     * Runs a step; throws what {@link #encode} does.
     *
     * @param bound takes the outputs, all of them
     * @param count images
     */
    void run(
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> bound,
            int count,
            Size size,
            FloatPool pool,
            Cancellation cancellation);

    @Override
    void close();
}

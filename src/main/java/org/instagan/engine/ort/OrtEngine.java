package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.error.InputException;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.platform.ort.Device;

/**
 * The pieces of a generator on ONNX Runtime. The output of a step is the input of the next without a copy; on CUDA
 * ONNX Runtime's Java API brings it to the host in between, because it binds no memory of the device.
 */
public final class OrtEngine implements Engine {
    /** {@link Engine#platform} of everything that ONNX Runtime runs. */
    public static final String PLATFORM = "onnxruntime_onnx";

    private final PieceModel encoder;
    private final PieceModel step;

    private OrtEngine(PieceModel encoder, PieceModel step) {
        this.encoder = encoder;
        this.step = step;
    }

    /**
     * Opens the pieces beside an exported model.
     *
     * @param model {@code A2B.onnx}; its pieces are {@code A2B.masks.onnx} and {@code A2B.step.onnx}
     * @throws InputException when one is missing, not ours, of another export, or not as it was exported
     */
    public static OrtEngine open(Path model, Device device, int threads) {
        return open(model, Preparation.of(device, threads));
    }

    /** The pieces as they were exported, whatever would be faster. */
    static OrtEngine openAsExported(Path model, Device device, int threads) {
        return open(model, (path, piece) -> OrtModel.open(path, piece, device, threads));
    }

    private static OrtEngine open(Path model, BiFunction<Path, Piece, PieceModel> opener) {
        String weights = checkNamed(model);
        PieceModel encoder = opener.apply(Piece.MASK_ENCODER.beside(model), Piece.MASK_ENCODER);
        try {
            requireSame(encoder, weights, model);
            PieceModel step = opener.apply(Piece.STEP.beside(model), Piece.STEP);
            try {
                requireSame(step, weights, model);
                return new OrtEngine(encoder, step);
            } catch (RuntimeException e) {
                step.close();
                throw e;
            }
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /** The digest of the named model's weights; its pieces must be there, and of the same export. */
    private static String checkNamed(Path model) {
        Map<String, String> metadata = OnnxReader.metadata(model);
        ModelCard.fromMetadata(model.toString(), metadata, Piece.WHOLE);
        for (Piece piece : List.of(Piece.MASK_ENCODER, Piece.STEP)) {
            if (!Files.exists(piece.beside(model))) {
                throw new InputException(model + ": its piece "
                        + piece.beside(model).getFileName() + " is not beside it, copy it there or export again");
            }
        }
        return ModelCard.weights(metadata);
    }

    private static void requireSame(PieceModel piece, String weights, Path model) {
        if (!piece.weights().equals(weights)) {
            throw new InputException(piece.path() + ": is of another export than " + model
                    + ", expected pieces that were written together; export again");
        }
    }

    @Override
    public ModelCard card() {
        return step.card();
    }

    @Override
    public String platform() {
        return PLATFORM;
    }

    /** Bounded by memory alone. */
    @Override
    public int mostImages(Size size, int masksOfEach) {
        return Integer.MAX_VALUE;
    }

    @Override
    public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
        return new Run(batch, scratch, cancellation);
    }

    @Override
    public void close() {
        step.close();
        encoder.close();
    }

    /** The images are in a buffer of the pool, the caller's at first; the features are the encoder's result. */
    private final class Run implements Sequence {
        private final Size size;
        private final FloatPool pool;
        private final Cancellation cancellation;
        private FloatBuffer pixels;
        private int count;
        private boolean borrowed = true;
        private PieceModel.Features features;
        private Iterator<Rows> steps = Collections.emptyIterator();

        Run(Batch batch, FloatPool pool, Cancellation cancellation) {
            this.size = batch.size();
            this.pool = pool;
            this.cancellation = cancellation;
            this.pixels = batch.images();
            this.count = batch.count();
        }

        @Override
        public void encode(FloatBuffer masks, int number, List<Rows> about) {
            closeFeatures();
            steps = about.iterator();
            try (OnnxTensor input = plane(masks, number, 1)) {
                features = encoder.encode(input, number, size, pool, cancellation);
            }
        }

        @Override
        public void step(FloatBuffer masksOut) {
            Rows rows = steps.next();
            int batch = rows.images().length;
            FloatBuffer next = pool.take(3 * size.width() * size.height() * batch);
            try (OnnxTensor image = plane(pixels, count, 3);
                    OnnxTensor imageRows = OrtModel.tensor(rows.images());
                    OnnxTensor featureRows = OrtModel.tensor(rows.features());
                    OnnxTensor maskImage = OrtModel.tensor(rows.maskImage());
                    OnnxTensor imageOut = plane(next, batch, 3);
                    OnnxTensor masks = plane(masksOut, rows.features().length, 1)) {
                Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
                inputs.put("image", image);
                inputs.put("image_rows", imageRows);
                inputs.put("features", features.tensor());
                inputs.put("feature_rows", featureRows);
                inputs.put("mask_image", maskImage);
                step.run(inputs, Map.of("image_out", imageOut, "masks_out", masks), batch, size, pool, cancellation);
            } catch (RuntimeException e) {
                pool.give(next);
                throw e;
            }
            hold(next, batch);
        }

        private void hold(FloatBuffer next, int batch) {
            givePixels();
            pixels = next;
            count = batch;
            borrowed = false;
        }

        @Override
        public void readImage(int row, FloatBuffer out) {
            int floats = 3 * size.width() * size.height();
            out.put(pixels.slice(pixels.position() + row * floats, floats));
        }

        @Override
        public void writeImage(int row, FloatBuffer in) {
            if (borrowed) {
                throw new IllegalStateException("Sequence: expected a step before an image is replaced");
            }
            int floats = 3 * size.width() * size.height();
            pixels.slice(pixels.position() + row * floats, floats).put(in.slice(in.position(), floats));
        }

        @Override
        public void await() {
            // A call returns with its results.
        }

        private OnnxTensor plane(FloatBuffer buffer, int number, int channels) {
            return OrtModel.tensor(buffer, number, channels, size.height(), size.width());
        }

        private void givePixels() {
            if (!borrowed) {
                pool.give(pixels);
            }
        }

        private void closeFeatures() {
            if (features != null) {
                features.close();
                features = null;
            }
        }

        @Override
        public void close() {
            closeFeatures();
            givePixels();
            borrowed = true;
        }
    }
}

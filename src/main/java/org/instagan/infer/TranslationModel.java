package org.instagan.infer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.model.ModelCard;
import org.instagan.ort.Device;
import org.instagan.ort.OrtFailure;
import org.instagan.ort.OrtRuntime;
import org.instagan.tensor.FloatTensor;

/** An exported generator on ONNX Runtime. Safe for use by several threads; closing it frees the session. */
public final class TranslationModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtRuntime.environment();
    private final OrtSession session;
    private final ModelCard card;

    private TranslationModel(OrtSession session, ModelCard card) {
        this.session = session;
        this.card = card;
    }

    /** One step's result: {@code image [B,3,H,W]}, {@code masks [M,1,H,W]}, in [-1,1]. */
    public record Step(FloatTensor image, FloatTensor masks) {}

    /**
     * Opens a model written by {@code instagan export}.
     *
     * @param threads of the compute pool
     * @throws InputException when the file is missing, is no ONNX model, or is not ours
     */
    public static TranslationModel open(Path path, Device device, int threads) {
        if (!Files.isRegularFile(path)) {
            throw new InputException(path + ": no such file, expected an ONNX model written by 'instagan export'");
        }
        // The environment first: it chooses the native library that the options then load.
        OrtEnvironment environment = OrtRuntime.environment();
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            device.addTo(options);
            session = environment.createSession(path.toString(), options);
            ModelCard card = ModelCard.fromMetadata(
                    path.toString(), session.getMetadata().getCustomMetadata());
            return new TranslationModel(session, card);
        } catch (OrtException e) {
            closeQuietly(session);
            throw new InputException(
                    path + ": ONNX Runtime cannot load it, expected an ONNX model written by 'instagan export': "
                            + e.getMessage(),
                    e);
        } catch (InputException e) {
            closeQuietly(session);
            throw e;
        }
    }

    public ModelCard card() {
        return card;
    }

    /**
     * Translates masks on their images, all at once.
     *
     * @param image {@code [B,3,H,W]}, H and W multiples of 4
     * @param masks {@code [M,1,H,W]}
     * @param maskImage {@code [M]}: the index of each mask's image
     * @throws OrtFailure when ONNX Runtime fails
     */
    public Step translate(FloatTensor image, FloatTensor masks, long... maskImage) {
        try (OnnxTensor images = OnnxTensor.createTensor(environment, FloatBuffer.wrap(image.data()), image.shape());
                OnnxTensor instances =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(masks.data()), masks.shape());
                OnnxTensor owners = OnnxTensor.createTensor(
                        environment, LongBuffer.wrap(maskImage), new long[] {maskImage.length});
                OrtSession.Result result =
                        session.run(Map.of("image", images, "masks", instances, "mask_image", owners))) {
            return new Step(read(result, "image_out"), read(result, "masks_out"));
        } catch (OrtException e) {
            throw new OrtFailure("Translation step on " + image + ", " + masks + " failed", e);
        }
    }

    private static FloatTensor read(OrtSession.Result result, String name) {
        OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
        FloatBuffer values = tensor.getFloatBuffer();
        float[] data = new float[values.remaining()];
        values.get(data);
        return new FloatTensor(tensor.getInfo().getShape(), data);
    }

    private static void closeQuietly(OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new OrtFailure("A session that could not be used cannot be closed either", e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new OrtFailure("Closing the session of " + card.generator() + " failed", e);
        }
    }
}

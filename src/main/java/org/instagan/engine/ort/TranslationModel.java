package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.instagan.engine.Cancellation;
import org.instagan.error.InputException;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.platform.ort.Device;
import org.instagan.platform.ort.OrtFailure;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;

/**
 * The whole generator of one file on ONNX Runtime, as any other runtime would run it: one call is one step. {@link
 * Translator} is faster. Safe for use by several threads.
 */
public final class TranslationModel implements AutoCloseable {
    private final OrtModel model;

    private TranslationModel(OrtModel model) {
        this.model = model;
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
        return new TranslationModel(OrtModel.open(path, Piece.WHOLE, device, threads));
    }

    public ModelCard card() {
        return model.card();
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
        return translate(image, masks, maskImage, new Cancellation());
    }

    Step translate(FloatTensor image, FloatTensor masks, long[] maskImage, Cancellation cancellation) {
        try (OnnxTensor images = OrtModel.tensor(FloatBuffer.wrap(image.data()), image.shape());
                OnnxTensor instances = model.input("masks", masks);
                OnnxTensor owners = OrtModel.tensor(maskImage);
                OrtSession.Result result = model.run(
                        Map.of("image", images, "masks", instances, "mask_image", owners),
                        Set.of("image_out", "masks_out"),
                        Map.of(),
                        cancellation)) {
            return new Step(OrtModel.read(result, "image_out"), OrtModel.read(result, "masks_out"));
        }
    }

    @Override
    public void close() {
        model.close();
    }
}

package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.error.InputException;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.platform.ort.Device;
import org.instagan.platform.ort.OrtFailure;
import org.instagan.weights.FloatTensor;

/**
 * The whole generator of one file on ONNX Runtime, as any other runtime would run it: one call is one step, or with
 * {@link #openSequence} all of them. Safe for use by several threads.
 */
public final class TranslationModel implements AutoCloseable {
    private final OrtModel model;
    private final boolean sequence;

    private TranslationModel(OrtModel model, boolean sequence) {
        this.model = model;
        this.sequence = sequence;
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
        return new TranslationModel(OrtModel.open(path, Piece.WHOLE, device, threads), false);
    }

    /**
     * Opens the whole sequence beside such a model, {@code A2B.sequence.onnx}.
     *
     * @param model {@code A2B.onnx}
     * @throws InputException as above, or when it was exported without a sequence
     */
    public static TranslationModel openSequence(Path model, Device device, int threads) {
        Path file = Piece.SEQUENCE.beside(model);
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": no such file; write it with 'instagan export --sequence'");
        }
        return new TranslationModel(OrtModel.open(file, Piece.SEQUENCE, device, threads), true);
    }

    /** Whether a call can be of all steps. */
    boolean isSequence() {
        return sequence;
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
                OnnxTensor order =
                        OrtModel.tensor(LongStream.range(0, maskImage.length).toArray());
                OnnxTensor perStep = OrtModel.tensor(Math.max(1, maskImage.length))) {
            Map<String, OnnxTensor> inputs =
                    new LinkedHashMap<>(Map.of("image", images, "masks", instances, "mask_image", owners));
            if (sequence) { // of one step, then
                inputs.put("order", order);
                inputs.put("ins_per", perStep);
            }
            try (OrtSession.Result result =
                    model.run(inputs, Set.of("image_out", "masks_out"), Map.of(), cancellation)) {
                return new Step(OrtModel.read(result, "image_out"), OrtModel.read(result, "masks_out"));
            }
        }
    }

    /** All steps in one call, from the caller's buffers into the caller's buffers. */
    void translateAll(Engine.Batch batch, Engine.AllSteps steps, Cancellation cancellation) {
        long height = batch.size().height();
        long width = batch.size().width();
        long count = batch.count();
        long masks = steps.maskImage().length;
        try (OnnxTensor image = OrtModel.tensor(batch.images(), count, 3, height, width);
                OnnxTensor instances = OrtModel.tensor(steps.masks(), masks, 1, height, width);
                OnnxTensor owners = OrtModel.tensor(steps.maskImage());
                OnnxTensor order = OrtModel.tensor(steps.order());
                OnnxTensor perStep = OrtModel.tensor(steps.perStep());
                OnnxTensor imageOut = OrtModel.tensor(steps.imagesOut(), count, 3, height, width);
                OnnxTensor masksOut = OrtModel.tensor(steps.masksOut(), masks, 1, height, width)) {
            Map<String, OnnxTensor> inputs = Map.of(
                    "image", image, "masks", instances, "mask_image", owners, "order", order, "ins_per", perStep);
            Map<String, OnnxTensor> bound = Map.of("image_out", imageOut, "masks_out", masksOut);
            model.run(inputs, Set.of(), bound, cancellation).close();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}

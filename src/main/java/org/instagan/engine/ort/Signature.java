package org.instagan.engine.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.instagan.error.InputException;
import org.instagan.model.Piece;

/**
 * The inputs and outputs that a piece has, so that a file which says that it is one, and is not, is refused when it is
 * opened and not when it runs.
 */
final class Signature {
    /** An axis whose size is the caller's. */
    private static final long ANY = -1;
    /** An axis of any size. */
    private static final long FREE = -2;

    private Signature() {}

    /** @throws InputException naming the tensor that is none of the piece's, or of another type or shape */
    static void check(Path path, OrtSession session, Piece piece) throws OrtException {
        compare(path + ": input", session.getInputInfo(), inputs(piece));
        compare(path + ": output", session.getOutputInfo(), outputs(piece));
    }

    private static Map<String, long[]> inputs(Piece piece) {
        long[] image = {ANY, 3, ANY, ANY};
        long[] masks = {ANY, 1, ANY, ANY};
        long[] features = {ANY, FREE, ANY, ANY};
        long[] rows = {ANY};
        return switch (piece) {
            case WHOLE -> Map.of("image", image, "masks", masks, "mask_image", rows);
            case SEQUENCE ->
                Map.of("image", image, "masks", masks, "mask_image", rows, "order", rows, "ins_per", new long[] {1});
            case MASK_ENCODER -> Map.of("masks", masks);
            case STEP ->
                Map.of(
                        "image", image,
                        "image_rows", rows,
                        "features", features,
                        "feature_rows", rows,
                        "mask_image", rows);
        };
    }

    private static Map<String, long[]> outputs(Piece piece) {
        return piece == Piece.MASK_ENCODER
                ? Map.of("features", new long[] {ANY, FREE, ANY, ANY})
                : Map.of("image_out", new long[] {ANY, 3, ANY, ANY}, "masks_out", new long[] {ANY, 1, ANY, ANY});
    }

    private static void compare(String where, Map<String, NodeInfo> got, Map<String, long[]> expected) {
        if (!got.keySet().equals(expected.keySet())) {
            throw new InputException(where + "s: not a model of ours, expected " + new TreeMap<>(expected).keySet()
                    + ", got " + new TreeMap<>(got).keySet());
        }
        got.forEach((name, info) -> {
            if (!(info.getInfo() instanceof TensorInfo tensor) || !fits(tensor, expected.get(name))) {
                throw new InputException(where + " '" + name + "': not a model of ours, got " + info.getInfo());
            }
        });
    }

    private static boolean fits(TensorInfo tensor, long[] expected) {
        long[] shape = tensor.getShape();
        boolean indices = expected.length == 1;
        boolean typed = indices
                ? tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64
                : tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.FLOAT16;
        boolean shaped = shape.length == expected.length;
        for (int i = 0; shaped && i < shape.length; i++) {
            shaped = expected[i] == FREE || shape[i] == expected[i];
        }
        return typed && shaped;
    }
}

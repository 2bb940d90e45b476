package org.instagan.engine.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.instagan.error.InputException;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
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
        compare(path + ": input", told(session.getInputInfo()), inputs(piece));
        compare(path + ": output", told(session.getOutputInfo()), outputs(piece));
    }

    /** The same of a graph that is no session yet. */
    static void check(Path path, Graph graph, Piece piece) {
        compare(path + ": input", told(graph.inputs()), inputs(piece));
        compare(path + ": output", told(graph.outputs()), outputs(piece));
    }

    /** What is said of a tensor; an axis that is not fixed is {@link #ANY}. */
    private record Told(boolean floats, boolean indices, long[] shape, String text) {}

    private static Map<String, Told> told(Map<String, NodeInfo> infos) {
        Map<String, Told> all = new TreeMap<>();
        infos.forEach((name, info) -> {
            boolean isTensor = info.getInfo() instanceof TensorInfo;
            TensorInfo tensor = isTensor ? (TensorInfo) info.getInfo() : null;
            all.put(
                    name,
                    new Told(
                            isTensor && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.FLOAT16),
                            isTensor && tensor.type == OnnxJavaType.INT64,
                            isTensor ? tensor.getShape() : new long[0],
                            info.getInfo().toString()));
        });
        return all;
    }

    private static Map<String, Told> told(List<Value> values) {
        Map<String, Told> all = new TreeMap<>();
        for (Value v : values) {
            long[] shape = v.shape().dims().stream()
                    .mapToLong(d -> d.isFixed() ? d.size() : ANY)
                    .toArray();
            all.put(v.name(), new Told(v.type().isFloat(), v.type() == ElementType.INT64, shape, v.toString()));
        }
        return all;
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

    private static void compare(String where, Map<String, Told> got, Map<String, long[]> expected) {
        if (!got.keySet().equals(expected.keySet())) {
            throw new InputException(where + "s: not a model of ours, expected " + new TreeMap<>(expected).keySet()
                    + ", got " + got.keySet());
        }
        got.forEach((name, told) -> {
            if (!fits(told, expected.get(name))) {
                throw new InputException(where + " '" + name + "': not a model of ours, got " + told.text);
            }
        });
    }

    private static boolean fits(Told told, long[] expected) {
        boolean typed = expected.length == 1 ? told.indices : told.floats;
        boolean shaped = told.shape.length == expected.length;
        for (int i = 0; shaped && i < expected.length; i++) {
            shaped = expected[i] == FREE || told.shape[i] == expected[i];
        }
        return typed && shaped;
    }
}

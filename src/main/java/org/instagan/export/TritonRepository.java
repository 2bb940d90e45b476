package org.instagan.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.instagan.file.FileProblem;
import org.instagan.file.WholeFile;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.Piece;

/**
 * A model repository for NVIDIA Triton: for each direction {@code A2B} (whole), {@code A2B_masks} and {@code A2B_step}
 * (its pieces), and {@code A2B_first_step}, an ensemble of both that gives the features too, for the steps after it.
 * {@code config.pbtxt} names the onnxruntime backend; {@code configs/tensorrt.pbtxt}, chosen by Triton's {@code
 * --model-config-name=tensorrt}, the tensorrt one, which wants engines as {@code 1/model.plan}. Batches are ragged, so
 * Triton is told about none ({@code max_batch_size: 0}): the axes are all in {@code dims}.
 */
final class TritonRepository {
    private static final Map<Piece, String> SUFFIXES =
            Map.of(Piece.WHOLE, "", Piece.MASK_ENCODER, "_masks", Piece.STEP, "_step", Piece.SEQUENCE, "_sequence");

    private static final String MODEL = "model.onnx";

    private final Path root;
    private final List<Piece> pieces;

    /** @param pieces that are there of each direction */
    TritonRepository(Path root, List<Piece> pieces) {
        this.root = root;
        this.pieces = pieces;
    }

    /**
     * Moves one direction's files in.
     *
     * @return where the whole generator is now
     */
    Path add(Path model) {
        String direction = Piece.stem(model);
        Map<Piece, Graph> graphs = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            Path file = piece.beside(model);
            Graph graph = OnnxReader.read(file).graph();
            graphs.put(piece, graph);
            String name = direction + SUFFIXES.get(piece);
            write(name, "config.pbtxt", config(name, "onnxruntime", MODEL, graph));
            if (piece != Piece.SEQUENCE) { // engines are compiled of the pieces
                write(name, "configs/tensorrt.pbtxt", config(name, "tensorrt", "model.plan", graph));
            }
            WholeFile.place(file, folder(name + "/1").resolve(MODEL));
        }
        String ensemble = direction + "_first_step";
        folder(ensemble + "/1");
        write(ensemble, "config.pbtxt", ensemble(direction, graphs.get(Piece.MASK_ENCODER), graphs.get(Piece.STEP)));
        return root.resolve(direction).resolve("1").resolve(MODEL);
    }

    private static String config(String name, String backend, String file, Graph graph) {
        return "name: \"" + name + "\"\nbackend: \"" + backend + "\"\ndefault_model_filename: \"" + file
                + "\"\nmax_batch_size: 0\n" + tensors("input", graph.inputs()) + tensors("output", graph.outputs());
    }

    private static String ensemble(String direction, Graph encoder, Graph step) {
        Value features = encoder.outputs().get(0);
        List<Value> inputs = new ArrayList<>(encoder.inputs());
        step.inputs().stream().filter(v -> !v.name().equals(features.name())).forEach(inputs::add);
        List<Value> outputs = new ArrayList<>(step.outputs());
        outputs.add(features);
        return "name: \"" + direction + "_first_step\"\nplatform: \"ensemble\"\nmax_batch_size: 0\n"
                + tensors("input", inputs) + tensors("output", outputs)
                + "ensemble_scheduling {\n  step [\n"
                + call(direction + SUFFIXES.get(Piece.MASK_ENCODER), encoder) + ",\n"
                + call(direction + SUFFIXES.get(Piece.STEP), step) + "\n  ]\n}\n";
    }

    /** Tensors of the ensemble have the names that the models give them. */
    private static String call(String model, Graph graph) {
        return "    {\n      model_name: \"" + model + "\"\n      model_version: -1\n"
                + mapping("input_map", graph.inputs()) + mapping("output_map", graph.outputs()) + "    }";
    }

    private static String mapping(String field, List<Value> values) {
        return values.stream()
                .map(v -> "      " + field + " {\n        key: \"" + v.name() + "\"\n        value: \"" + v.name()
                        + "\"\n      }\n")
                .collect(Collectors.joining());
    }

    private static String tensors(String field, List<Value> values) {
        return values.stream()
                .map(v -> field + " {\n  name: \"" + v.name() + "\"\n  data_type: " + type(v) + "\n  dims: " + dims(v)
                        + "\n}\n")
                .collect(Collectors.joining());
    }

    private static String type(Value value) {
        return switch (value.type()) {
            case FLOAT -> "TYPE_FP32";
            case FLOAT16 -> "TYPE_FP16";
            case INT64 -> "TYPE_INT64";
            case INT32 -> "TYPE_INT32";
            case INT8 -> "TYPE_INT8";
            case UINT8 -> "TYPE_UINT8";
            case BOOL -> "TYPE_BOOL";
        };
    }

    private static String dims(Value value) {
        return value.shape().dims().stream()
                .map(d -> Long.toString(d.isFixed() ? d.size() : -1))
                .collect(Collectors.joining(", ", "[ ", " ]"));
    }

    private void write(String model, String file, String text) {
        Path path = root.resolve(model).resolve(file);
        folder(root.relativize(path.getParent()).toString());
        WholeFile.write(path, text);
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw FileProblem.of(root.resolve(name) + ": cannot be made (" + e + ")", e);
        }
    }
}

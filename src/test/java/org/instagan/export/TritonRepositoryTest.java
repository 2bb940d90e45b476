package org.instagan.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration, read as protobuf's text format and held against the models beside it. */
final class TritonRepositoryTest {
    private static final Pattern TENSOR = Pattern.compile(
            "(input|output) \\{\\s+name: \"(\\w+)\"\\s+data_type: TYPE_(\\w+)\\s+dims: \\[ ([-0-9, ]+) ]\\s+}");
    private static final Pattern MAPPING =
            Pattern.compile("(input|output)_map \\{\\s+key: \"(\\w+)\"\\s+value: \"(\\w+)\"\\s+}");

    @TempDir
    static Path folder;

    private static Path repository;

    @BeforeAll
    static void export() {
        Path model = folder.resolve("A2B.onnx");
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, 16, 16, Precision.FP32);
        Exporter.write(model, TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(1));
        repository = folder.resolve("repository");
        assertThat(new TritonRepository(repository, ExportFormat.fp32().pieces()).add(model))
                .isEqualTo(repository.resolve("A2B/1/model.onnx"));
        assertThat(model).doesNotExist();
    }

    @Test
    void everyModelHasItsFolderVersionAndConfiguration() {
        assertThat(repository.toFile().list())
                .containsExactlyInAnyOrder("A2B", "A2B_masks", "A2B_step", "A2B_first_step");
        assertThat(repository.resolve("A2B_first_step/1")).isEmptyDirectory();
    }

    @Test
    void configurationsSayWhatTheModelsTakeAndGive() throws Exception {
        for (String name : List.of("A2B", "A2B_masks", "A2B_step")) {
            Graph graph =
                    OnnxReader.read(repository.resolve(name + "/1/model.onnx")).graph();
            String expected = tensors(graph);
            String ort = Files.readString(repository.resolve(name + "/config.pbtxt"));
            String trt = Files.readString(repository.resolve(name + "/configs/tensorrt.pbtxt"));
            assertThat(ort).startsWith("name: \"" + name + "\"\nbackend: \"onnxruntime\"");
            assertThat(trt)
                    .isEqualTo(ort.replace("\"onnxruntime\"", "\"tensorrt\"").replace("model.onnx", "model.plan"));
            assertThat(List.of(tensors(ort), tensors(trt))).containsOnly(expected);
            assertThat(TENSOR.matcher(ort).replaceAll("").lines().filter(l -> !l.isBlank()))
                    .containsExactly(
                            "name: \"" + name + "\"",
                            "backend: \"onnxruntime\"",
                            "default_model_filename: \"model.onnx\"",
                            "max_batch_size: 0");
        }
    }

    /** Triton's rule: an ensemble's tensors are its own inputs, or some step's output; every input of a step is mapped. */
    @Test
    void theEnsembleIsConnected() throws Exception {
        String text = Files.readString(repository.resolve("A2B_first_step/config.pbtxt"));
        assertThat(text).contains("platform: \"ensemble\"", "model_name: \"A2B_masks\"", "model_name: \"A2B_step\"");
        Set<String> made = new TreeSet<>();
        Set<String> given = new TreeSet<>();
        Matcher own = TENSOR.matcher(text);
        while (own.find()) {
            (own.group(1).equals("input") ? made : given).add(own.group(2));
        }
        List<String> used = new ArrayList<>();
        Matcher map = MAPPING.matcher(text);
        while (map.find()) {
            if (map.group(1).equals("input")) {
                used.add(map.group(2));
                assertThat(made).contains(map.group(3));
            } else {
                made.add(map.group(3));
            }
        }
        assertThat(made).containsAll(given);
        assertThat(used).containsExactly("masks", "image", "image_rows", "features", "feature_rows", "mask_image");
    }

    /** Triton's rule: a tensor of the ensemble has one type, and dims that agree, in every model that it goes through. */
    @Test
    void theEnsemblesTensorsAreThoseOfItsModels() throws Exception {
        Set<String> models = new TreeSet<>();
        for (String name : List.of("A2B_masks", "A2B_step")) {
            models.addAll(lines(Files.readString(repository.resolve(name + "/config.pbtxt"))));
        }
        String text = Files.readString(repository.resolve("A2B_first_step/config.pbtxt"));
        assertThat(lines(text)).hasSize(8).doesNotHaveDuplicates().isSubsetOf(models);
        assertThat(models.stream().map(line -> line.substring(0, line.indexOf(' '))))
                .doesNotHaveDuplicates();
        assertThat(text).doesNotContain("backend:", "default_model_filename:", "instance_group");
    }

    private static List<String> lines(String config) {
        return TENSOR.matcher(config)
                .results()
                .map(m -> m.group(2) + " " + m.group(3) + " " + m.group(4))
                .toList();
    }

    private static String tensors(Graph graph) {
        List<String> lines = new ArrayList<>();
        Stream.of(graph.inputs(), graph.outputs()).forEach(values -> values.forEach(v -> lines.add(line(v, lines))));
        return lines.toString();
    }

    private static String line(Value v, List<String> before) {
        List<String> dims = v.shape().dims().stream()
                .map(d -> d.isFixed() ? Long.toString(d.size()) : "-1")
                .toList();
        String type = v.type().name().equals("FLOAT") ? "FP32" : v.type().name();
        return before.size() + " " + v.name() + " " + type + " " + String.join(", ", dims);
    }

    private static String tensors(String config) {
        List<String> lines = new ArrayList<>();
        Matcher m = TENSOR.matcher(config);
        while (m.find()) {
            lines.add(lines.size() + " " + m.group(2) + " " + m.group(3) + " " + m.group(4));
        }
        return lines.toString();
    }
}

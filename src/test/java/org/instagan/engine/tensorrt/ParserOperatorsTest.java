package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.pass.Options;
import org.instagan.graph.pass.Quantization;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether TensorRT's ONNX parser knows the operators of our graphs. Its answers are recorded in {@code
 * parser-operators.txt} and asked for again where its libraries are: {@value #VARIABLE} names a folder with those of
 * {@code org.bytedeco:tensorrt:VERSION:linux-x86_64-redist} (libnvinfer, libnvinfer_plugin, libnvonnxparser; 0.7 GB, no
 * GPU needed).
 */
final class ParserOperatorsTest {
    private static final String VARIABLE = "INSTAGAN_TENSORRT_LIBRARIES";

    @TempDir
    private Path cache;

    @TempDir
    private Path stubs;

    @TempDir
    private Path models;

    @Test
    void theParserKnowsEveryOperatorOfEveryPiece() throws IOException {
        List<String> answers = recorded();
        TreeSet<String> used = new TreeSet<>();
        Quantization.Range range = new Quantization.Range(1, new float[] {1, 1, 1, 1, 1, 1, 1, 1});
        ExportFormat int8 = ExportFormat.int8(List.of(), Optional.empty(), 0)
                .calibrated(Map.of("G_A.encoder_seg.10.conv_block.1.weight", range));
        for (ExportFormat format : List.of(ExportFormat.fp32(), ExportFormat.fp16(Options.defaults()), int8)) {
            Path model = models.resolve("A2B.onnx");
            ModelCard card = new ModelCard(Direction.A2B, 2, 2, 64, 64, format.precision());
            Exporter.write(model, TinyModel.family(), card, format, TinyModel.weights(1));
            for (Piece piece : format.pieces()) {
                for (Node node : OnnxReader.read(piece.beside(model)).graph().nodes()) {
                    used.add(node.op().onnxName());
                }
            }
        }
        assertThat(used).isNotEmpty().allSatisfy(op -> assertThat(answers).contains(op + " true"));
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = "amd64",
            disabledReason = "the JNI jars are those of Linux on x86-64")
    void theParserStillAnswersAsRecorded() throws IOException {
        String folder = System.getenv(VARIABLE);
        assumeTrue(folder != null, VARIABLE + " names no folder with TensorRT's libraries: its parser is not asked");
        for (String name : NativeProbe.CUDA) {
            StubLibrary.write(stubs, name);
        }
        StubLibrary.write(stubs, "libcuda.so.1");
        List<String> question = new ArrayList<>(List.of("operators", "NoSuchOperator"));
        Stream.of(Op.values())
                .filter(op -> op.domain().isEmpty())
                .map(Op::onnxName)
                .forEach(question::add);
        List<String> answers = NativeProbe.run(cache, List.of(stubs, Path.of(folder)), question.toArray(String[]::new));
        assertThat(answers).containsExactlyElementsOf(recorded());
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in = ParserOperatorsTest.class.getResourceAsStream("parser-operators.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}

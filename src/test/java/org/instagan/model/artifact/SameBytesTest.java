package org.instagan.model.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.instagan.TinyModel;
import org.instagan.file.Sha256;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.graph.pass.Options;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.instagan.weights.checkpoint.CheckpointFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written before any processor computes is the same to the byte as it was recorded: moving code must not change
 * it. Where a change of the files is meant, {@code target/bytes.sha256}, which this test writes, is the new record.
 */
final class SameBytesTest {
    private static final String RECORD = "bytes.sha256";

    @TempDir
    private Path folder;

    private final Family family = TinyModel.family();

    @Test
    void graphsCheckpointsAndExportsAreAsRecorded() throws Exception {
        write();
        Map<String, String> digests = new TreeMap<>();
        for (String file : folder.toFile().list()) {
            digests.put(file, Sha256.of(folder.resolve(file)));
        }
        String found = digests.entrySet().stream()
                .map(e -> e.getValue() + "  " + e.getKey() + "\n")
                .collect(Collectors.joining());
        Files.writeString(Path.of("target", RECORD), found);
        assertThat(found).isEqualTo(recorded());
    }

    private void write() throws Exception {
        Map<String, FloatTensor> weights = weights();
        for (boolean exposed : List.of(false, true)) {
            byte[] step = OnnxWriter.trainingModel(family.trainingStep(exposed));
            Files.write(folder.resolve("step-" + exposed + ".onnx"), step);
        }
        CheckpointFile.write(folder.resolve("first.ckpt"), NamedTensors.of(weights));
        Map<ExportFormat, String> formats = Map.of(
                ExportFormat.fp32(),
                "fp32",
                ExportFormat.fp16(Options.defaults().withHalfInterfaces()),
                "fp16");
        for (Map.Entry<ExportFormat, String> format : formats.entrySet()) {
            for (Direction direction : Direction.values()) {
                Precision precision = format.getKey().precision();
                ModelCard card = new ModelCard(direction, family.filters(), 2, 64, 64, precision);
                Path file = folder.resolve(format.getValue() + direction.file());
                Exporter.write(file, family, card, format.getKey(), weights);
                assertThat(Piece.STEP.beside(file)).exists();
            }
        }
    }

    /** Small multiples of a power of two, which no processor rounds. */
    private Map<String, FloatTensor> weights() {
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        for (Value parameter : family.trainingStep(false).parameters()) {
            FloatTensor tensor = FloatTensor.zeros(parameter.shape().sizes());
            for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = ((31 * i + 7 * weights.size()) % 17 - 8) / 64f;
            }
            weights.put(parameter.name(), tensor);
        }
        return weights;
    }

    private static String recorded() throws Exception {
        try (var in = SameBytesTest.class.getResourceAsStream(RECORD)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

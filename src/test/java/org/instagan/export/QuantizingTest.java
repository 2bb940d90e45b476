package org.instagan.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.QuietTraining;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.TrainingRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuantizingTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void train() {
        SyntheticData.write(folder.resolve("data"), 32, 3, 1, 3);
        RunConfig config = ConfigFile.override(
                RunConfig.defaults(),
                Map.of(
                        "data", folder.resolve("data").toString(),
                        "load-size", "32",
                        "crop-size", "32",
                        "filters", "2",
                        "discriminator-filters", "1",
                        "samples", "never"));
        new TrainingRun(config, new RunFolder(folder.resolve("run")), Plan.iterations(1, 1e-3), new QuietTraining())
                .start();
    }

    private static List<RunExport.Exported> export(String out, ExportFormat format) {
        return RunExport.write(folder.resolve("run"), null, folder.resolve(out), format, 2);
    }

    private static List<Op> ops(Path model, Piece piece) {
        return OnnxReader.read(piece.beside(model)).graph().nodes().stream()
                .map(Node::op)
                .toList();
    }

    @Test
    void allLayersAreQuantizedWhereNothingIsAsked() {
        List<RunExport.Exported> models = export("any", ExportFormat.int8(List.of(), Optional.empty(), 0));
        assertThat(models).hasSize(2).allSatisfy(m -> {
            assertThat(m.difference()).isLessThanOrEqualTo(1e-4);
            RunExport.Quantized quantized = m.quantized().orElseThrow();
            assertThat(quantized.layers()).isGreaterThan(36);
            assertThat(quantized.kept()).isEmpty();
            assertThat(quantized.image()).isBetween(10.0, 90.0);
            assertThat(ops(m.file(), Piece.STEP)).contains(Op.QUANTIZE_LINEAR);
            Map<String, String> metadata = OnnxReader.metadata(m.file());
            assertThat(ModelCard.fromMetadata("m", metadata, Piece.WHOLE).precision())
                    .isEqualTo(Precision.INT8);
        });
        assertThat(folder.resolve("any").toFile().list()).hasSize(6);
    }

    @Test
    void layersStayInFloatUntilItIsNearEnough() {
        assertThat(export("exact", ExportFormat.int8(List.of(), Optional.empty(), 1000)))
                .allSatisfy(m -> {
                    RunExport.Quantized quantized = m.quantized().orElseThrow();
                    assertThat(quantized.kept()).hasSize(quantized.layers());
                    assertThat(quantized.image()).isInfinite();
                    assertThat(ops(m.file(), Piece.WHOLE)).doesNotContain(Op.QUANTIZE_LINEAR);
                });
    }

    @Test
    void layersThatAreNamedStayInFloat() {
        ExportFormat format = ExportFormat.int8(List.of("*.conv_block.?.weight"), Optional.empty(), 0);
        assertThat(export("named", format))
                .allSatisfy(
                        m -> assertThat(m.quantized().orElseThrow().layers()).isBetween(1, 8));
        ExportFormat misspelt = ExportFormat.int8(List.of("*.conv_blok.*"), Optional.empty(), 0);
        assertThatThrownBy(() -> export("none", misspelt))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("keep-fp32 *.conv_blok.*: fits no node");
    }

    @Test
    void picturesToCalibrateByHaveToBeThere() {
        Path missing = folder.resolve("nowhere");
        ExportFormat format = ExportFormat.int8(List.of(), Optional.of(missing), 0);
        assertThatThrownBy(() -> export("none", format))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(missing.resolve("trainA") + ": no such folder");
        assertThat(folder.resolve("none")).doesNotExist();
    }
}

package org.instagan.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.QuietTraining;
import org.instagan.demo.SyntheticData;
import org.instagan.engine.ort.TranslationModel;
import org.instagan.error.InputException;
import org.instagan.graph.pass.Options;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.platform.ort.Device;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.TrainingRun;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunExportTest {
    @TempDir
    static Path folder;

    private static RunFolder run;

    @BeforeAll
    static void train() {
        SyntheticData.write(folder.resolve("data"), 32, 2, 1, 3);
        RunConfig config = ConfigFile.override(
                RunConfig.defaults(),
                Map.of(
                        "data", folder.resolve("data").toString(),
                        "load-size", "32",
                        "crop-size", "32",
                        "filters", "1",
                        "discriminator-filters", "1",
                        "samples", "never"));
        run = new RunFolder(folder.resolve("run"));
        new TrainingRun(config, run, Plan.iterations(1, 1e-3), new QuietTraining()).start();
    }

    private static List<RunExport.Exported> export(String out, ExportFormat format) {
        return RunExport.write(folder.resolve("run"), null, folder.resolve(out), format, 2);
    }

    @Test
    void anExportIsCheckedAndNotWrittenOver() {
        assertThat(export("onnx", ExportFormat.fp32())).hasSize(2).allSatisfy(m -> {
            assertThat(m.file()).exists();
            assertThat(m.difference()).isLessThanOrEqualTo(1e-4);
        });
        assertThat(folder.resolve("onnx").toFile().list())
                .containsExactlyInAnyOrder(
                        "A2B.onnx", "A2B.masks.onnx", "A2B.step.onnx", "B2A.onnx", "B2A.masks.onnx", "B2A.step.onnx");
        assertThatThrownBy(() -> RunExport.requireUnused(folder.resolve("onnx"), ExportFormat.fp32()))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(".onnx: is there already; name another folder, or replace it with --overwrite");
        RunExport.requireUnused(folder.resolve("onnx"), ExportFormat.fp32().in(ExportFormat.Layout.TRITON));
    }

    @Test
    void halfPrecisionExportsPassTheirCheckWithEitherInterface() throws Exception {
        Options kept = Options.defaults().keepingNames(List.of("*.decoder_img.7.*"));
        for (Options options : List.of(kept, kept.withHalfInterfaces())) {
            export("onnx16", ExportFormat.fp16(options));
            try (TranslationModel model = TranslationModel.open(folder.resolve("onnx16/A2B.onnx"), Device.CPU, 2)) {
                assertThat(model.card().precision()).isEqualTo(Precision.FP16);
            }
        }
        ExportFormat misspelt = ExportFormat.fp16(Options.defaults().keepingNames(List.of("*.decoder_imf.*")));
        assertThatThrownBy(() -> export("no", misspelt))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("keep-fp32 *.decoder_imf.*: fits no node, expected");
    }

    @Test
    void weightsAreExportedUnderTheAuthorsNames() {
        export("weights", ExportFormat.fp32().in(ExportFormat.Layout.SAFETENSORS));
        Map<String, FloatTensor> read = Safetensors.read(folder.resolve("weights/B2A.safetensors"));
        assertThat(read.get("decoder_seg.0.weight"))
                .isEqualTo(run.newestCheckpoint().state().weights().get("G_B.decoder_seg.0.weight"));
    }

    @Test
    void aCheckpointOfAnotherArchitectureIsRefused() {
        RunConfig wider =
                ConfigFile.override(ConfigFile.read(run.config(), RunConfig.defaults()), Map.of("filters", "2"));
        RunExport.Job job = new RunExport.Job(wider, wider.family(), run.newestCheckpoint(), ExportFormat.fp32(), 2);
        assertThatThrownBy(() -> RunExport.write(job, folder.resolve("none")))
                .isInstanceOf(InputException.class)
                .hasMessage(run.newestCheckpoint().folder()
                        + ": checkpoint: expected parameter 'G_A.encoder_seg.1.weight' of shape [2,1,7,7], got"
                        + " [1,1,7,7]; it belongs to another architecture");
        assertThat(folder.resolve("none")).doesNotExist();
    }
}

package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.instagan.demo.SyntheticData;
import org.instagan.engine.ort.TranslationModel;
import org.instagan.error.InputException;
import org.instagan.export.RunExport;
import org.instagan.graph.pass.Options;
import org.instagan.model.Direction;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.platform.ort.Device;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointFile;
import org.instagan.weights.checkpoint.TrainingState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingRunTest {
    @TempDir
    static Path folder;

    private static final List<String> TOLD = new ArrayList<>();

    @BeforeAll
    static void data() {
        SyntheticData.write(folder.resolve("data"), 32, 2, 1, 3);
    }

    private static RunConfig config(String... changes) {
        Map<String, String> settings = new java.util.HashMap<>(Map.of(
                "data", folder.resolve("data").toString(),
                "load-size", "36",
                "crop-size", "32",
                "filters", "1",
                "discriminator-filters", "1",
                "epochs", "1",
                "decay-epochs", "1",
                "sample-every", "2",
                "checkpoint-every", "1",
                "batch", "2"));
        for (int i = 0; i < changes.length; i += 2) {
            settings.put(changes[i], changes[i + 1]);
        }
        return ConfigFile.override(RunConfig.defaults(), settings);
    }

    private static RunFolder train(RunConfig config, String name) {
        RunFolder run = new RunFolder(folder.resolve(name));
        new TrainingRun(config, run, Plan.epochs(config), new Recorder()).start();
        return run;
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAStoppedRunGoesOn() throws Exception {
        RunFolder first = train(config(), "first");
        RunFolder second = train(config(), "second");
        assertThat(first.checkpoint(2)).hasSameBinaryContentAs(second.checkpoint(2));
        assertThat(Files.readAllLines(first.losses())).hasSize(3);
        assertThat(first.sample(2, Direction.A2B)).exists();
        assertThat(first.plot()).exists();
        assertThat(folder.resolve("first").toFile().list())
                .containsExactlyInAnyOrder("config.yaml", "losses.csv", "losses.png", "checkpoints", "samples");

        assertThat(ConfigFile.read(first.config(), RunConfig.defaults()).data())
                .isEqualTo(folder.resolve("data").toAbsolutePath().toString());
        TOLD.clear();
        new TrainingRun(config(), second, Plan.epochs(config()), new Recorder()).resume();
        assertThat(TOLD)
                .hasSize(3)
                .last()
                .isEqualTo(second.checkpoint(2) + ": the run is finished, after 2 epochs; nothing is left to train");
        Files.delete(second.checkpoint(2));
        String losses = Files.readString(second.losses());
        Files.writeString(second.losses(), losses.replaceFirst("A.cycle", "cyc_A"));
        assertThatThrownBy(() -> new TrainingRun(config(), second, Plan.epochs(config()), new Recorder()).resume())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        second.losses() + ": expected the columns epoch,step,iteration_seconds,generators")
                .hasMessageEndingWith("; move the file away to go on with a new one");
        Files.writeString(second.losses(), losses);
        new TrainingRun(config(), second, Plan.epochs(config()), new Recorder()).resume();
        TrainingState whole = CheckpointFile.read(first.checkpoint(2));
        TrainingState resumed = CheckpointFile.read(second.checkpoint(2));
        assertThat(resumed.optimizer().step()).isEqualTo(whole.optimizer().step());
        assertThat(resumed.trainable()).isEqualTo(whole.trainable());

        List<RunExport.Exported> models =
                RunExport.write(folder.resolve("first"), null, folder.resolve("onnx"), ExportFormat.fp32(), 2);
        assertThat(models).hasSize(2).allSatisfy(m -> {
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
        RunFolder run = new RunFolder(folder.resolve("half"));
        Files.createDirectories(run.checkpoint(1).getParent());
        ConfigFile.write(run.config(), config());
        CheckpointFile.write(run.checkpoint(1), config().family().initial(1));
        Options kept = Options.defaults().keepingNames(List.of("*.decoder_img.7.*"));
        for (Options options : List.of(kept, kept.withHalfInterfaces())) {
            ExportFormat format = ExportFormat.fp16(options);
            RunExport.write(folder.resolve("half"), null, folder.resolve("onnx16"), format, 2);
            try (TranslationModel model = TranslationModel.open(folder.resolve("onnx16/A2B.onnx"), Device.CPU, 2)) {
                assertThat(model.card().precision()).isEqualTo(Precision.FP16);
            }
        }
        ExportFormat misspelt = ExportFormat.fp16(Options.defaults().keepingNames(List.of("*.decoder_imf.*")));
        assertThatThrownBy(() -> RunExport.write(folder.resolve("half"), null, folder.resolve("no"), misspelt, 2))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("keep-fp32 *.decoder_imf.*: fits no node, expected");
    }

    @Test
    void weightsAreExportedUnderTheAuthorsNames() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("names"));
        Files.createDirectories(run.checkpoint(1).getParent());
        ConfigFile.write(run.config(), config());
        TrainingState state = config().family().initial(1);
        CheckpointFile.write(run.checkpoint(1), state);
        ExportFormat format = ExportFormat.fp32().in(ExportFormat.Layout.SAFETENSORS);
        RunExport.write(folder.resolve("names"), null, folder.resolve("weights"), format, 2);
        Map<String, FloatTensor> read = Safetensors.read(folder.resolve("weights/B2A.safetensors"));
        assertThat(read.get("decoder_seg.0.weight")).isEqualTo(state.trainable().get("G_B.decoder_seg.0.weight"));
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunAndNamesTheLastCheckpoint() {
        RunConfig wild = config("learning-rate", "1e30", "ins-max", "2", "sample-every", "0");
        assertThatThrownBy(() -> train(wild, "wild"))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching(
                        "Training stopped at epoch 2, step 1: loss '\\w+' is \\S+; the last good checkpoint is "
                                + folder.resolve("wild/checkpoints/epoch-0001.ckpt") + ";.*");
    }

    @Test
    void aRunIsNotOverwritten() throws Exception {
        Path run = Files.createDirectories(folder.resolve("old"));
        Files.writeString(run.resolve("config.yaml"), "seed: 1\n");
        assertThatThrownBy(() -> train(config(), "old"))
                .isInstanceOf(InputException.class)
                .hasMessage(run + ": holds a run already; name another folder, or add --resume");
        assertThat(run.toFile().list()).containsExactly("config.yaml");
    }

    @Test
    void aCheckpointOfAnotherArchitectureIsRefused() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("other"));
        Files.createDirectories(run.checkpoint(1).getParent());
        ConfigFile.write(run.config(), config());
        TrainingState wider = config("filters", "2").family().initial(1);
        CheckpointFile.write(run.checkpoint(1), wider);
        assertThatThrownBy(() ->
                        RunExport.write(folder.resolve("other"), null, folder.resolve("none"), ExportFormat.fp32(), 2))
                .isInstanceOf(InputException.class)
                .hasMessage(run.checkpoint(1) + ": checkpoint: expected parameter 'G_A.encoder_seg.1.weight' of shape"
                        + " [1,1,7,7], got [2,1,7,7]; it belongs to another architecture");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    /** Keeps what it is told. */
    private static final class Recorder implements TrainingListener {
        @Override
        public void iterated(Progress progress) {
            assertThat(progress.done()).isBetween(0.0, 1.0);
            assertThat(progress.secondsLeft()).isFinite().isNotNegative();
        }

        @Override
        public void wrote(Path file) {
            assertThat(file).exists();
        }

        @Override
        public void note(String text) {
            TOLD.add(text);
        }
    }
}

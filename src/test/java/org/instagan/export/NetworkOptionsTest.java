package org.instagan.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.instagan.QuietTraining;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.demo.SyntheticData;
import org.instagan.image.Image;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.train.Checkpoint;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.RunImport;
import org.instagan.train.TrainingRun;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that are built in other ways train, are exported, translate, and go through the authors' files. */
final class NetworkOptionsTest {
    @TempDir
    private Path folder;

    private RunConfig config(String options) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data", folder.resolve("data").toString(),
                "load-size", "32",
                "crop-size", "32",
                "filters", "2",
                "discriminator-filters", "1",
                "blocks", "2",
                "samples", "never"));
        for (String option : options.split(" ", -1)) {
            int equals = option.indexOf('=');
            settings.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return ConfigFile.override(RunConfig.defaults(), settings);
    }

    private RunFolder train(RunConfig config) {
        SyntheticData.write(folder.resolve("data"), 32, 2, 2, 3);
        RunFolder run = new RunFolder(folder.resolve("run"));
        new TrainingRun(config, run, Plan.iterations(2, 1e-3), new QuietTraining()).start();
        return run;
    }

    private Item test() {
        return InstanceFolder.open(folder.resolve("data/testA"), folder.resolve("data/testA_seg"))
                .items()
                .get(0);
    }

    private List<RunExport.Exported> export(String out, ExportFormat format) {
        return RunExport.write(folder.resolve("run"), null, folder.resolve(out), format, 2);
    }

    /** The plain file computes the same as its pieces, which are rewritten where they are opened. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "norm=batch",
                "norm=none",
                "blocks=1 discriminator-layers=1",
                "discriminator-layers=2 dropout=true",
                "channels=1",
                "discriminator=basic",
                "model=cyclegan norm=batch dropout=true",
                "model=cyclegan-seg channels=1 blocks=3 discriminator-layers=2"
            })
    void aRunIsExportedTranslatesAndGoesThroughPyTorchsFiles(String options) {
        RunConfig config = config(options);
        RunFolder run = train(config);
        assertThat(export("onnx", ExportFormat.fp32()))
                .allSatisfy(m -> assertThat(m.difference()).isLessThan(1e-4));
        Path model = folder.resolve("onnx/A2B.onnx");
        try (Translator translator = Translator.open(model, Translator.Options.defaults())) {
            Instances translated = translator.translate(test().read());
            assertThat(translated.image()).isNotEqualTo(test().read().image());
            if (config.channels() == 1) {
                assertThat(isGrey(translated.image())).isTrue();
            }
        }
        export("pth", ExportFormat.fp32().in(ExportFormat.Layout.PYTORCH));
        assertImported(run, config);
    }

    private void assertImported(RunFolder run, RunConfig config) {
        Map<String, Path> files = new HashMap<>();
        for (String network : List.of("G_A", "G_B", "D_A", "D_B")) {
            files.put(network, folder.resolve("pth/latest_net_" + network + ".pth"));
        }
        Map<String, String> told = new HashMap<>(Map.of("crop-size", "32", "load-size", "32"));
        if (config.norm() == org.instagan.model.layer.Norm.NONE) {
            told.put("norm", "none"); // has the same tensors as instance normalisation
        }
        Checkpoint imported = Checkpoint.open(RunImport.write(folder.resolve("imported"), files, told));
        RunConfig found = ConfigFile.read(folder.resolve("imported").resolve("config.yaml"), RunConfig.defaults());
        assertThat(found.family().trainingStep(false).parameters())
                .isEqualTo(config.family().trainingStep(false).parameters());
        Map<String, FloatTensor> trained =
                run.newestCheckpoint().state().weights().read();
        assertThat(imported.state().weights().read()).isEqualTo(trained);
    }

    private static boolean isGrey(Image image) {
        byte[] p = image.pixels();
        for (int i = 0; i < p.length; i += 3) {
            if (p[i] != p[i + 1] || p[i] != p[i + 2]) {
                return false;
            }
        }
        return true;
    }

    /** In training half of a residual block is dropped; what is exported has no such thing. */
    @Test
    void dropoutIsOfTrainingAlone() {
        RunConfig config = config("dropout=true");
        train(config);
        assertThat(config.family().trainingStep(false).inputs())
                .extracting(v -> v.name())
                .contains("dropout");
        export("onnx", ExportFormat.fp32());
        try (Translator translator = Translator.open(folder.resolve("onnx/A2B.onnx"), Translator.Options.defaults())) {
            Instances source = test().read();
            assertThat(translator.translate(source)).isEqualTo(translator.translate(source));
        }
    }
}

package org.instagan.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.instagan.QuietTraining;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.model.Loss;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.RunImport;
import org.instagan.train.TrainingRun;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's baselines go the way of InstaGAN: training, export in every form, translation, the authors' files. */
final class CycleGanTest {
    @TempDir
    private Path folder;

    private RunFolder train(String model) {
        if (Files.notExists(folder.resolve("data"))) {
            SyntheticData.write(folder.resolve("data"), 32, 2, 2, 3);
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                "model", model,
                "data", folder.resolve("data").toString(),
                "load-size", "32",
                "crop-size", "32",
                "filters", "2",
                "discriminator-filters", "1",
                "samples", "never"));
        RunConfig config = ConfigFile.override(RunConfig.defaults(), settings);
        assertThat(config.family().losses())
                .extracting(Loss::name)
                .contains("A.cycle")
                .doesNotContain("A.context");
        RunFolder run = new RunFolder(folder.resolve("run"));
        new TrainingRun(config, run, Plan.iterations(2, 1e-3), new QuietTraining()).start();
        return run;
    }

    private List<RunExport.Exported> export(Path run, String out, ExportFormat format) {
        return RunExport.write(run, null, folder.resolve(out), format, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cyclegan", "cyclegan-seg"})
    void aRunIsExportedTranslatesAndGoesThroughPyTorchsFiles(String model) {
        RunFolder run = train(model);
        assertThat(export(folder.resolve("run"), "onnx", ExportFormat.fp32()))
                .allSatisfy(m -> assertThat(m.difference()).isLessThan(1e-4));
        InstanceFolder tests = InstanceFolder.open(folder.resolve("data/testA"), folder.resolve("data/testA_seg"));
        try (Translator translator = Translator.open(folder.resolve("onnx/A2B.onnx"), Translator.Options.defaults())) {
            for (var item : tests.items()) {
                Instances source = item.read();
                Instances translated = translator.translate(source);
                assertThat(translated.image()).isNotEqualTo(source.image());
                if (model.equals("cyclegan")) {
                    assertThat(translated.masks()).isEqualTo(source.masks());
                } else {
                    Image union = translated.masks().get(0);
                    assertThat(translated.masks()).hasSameSizeAs(source.masks()).allMatch(union::equals);
                }
            }
        }
        export(folder.resolve("run"), "pth", ExportFormat.fp32().in(ExportFormat.Layout.PYTORCH));
        Map<String, Path> files = new HashMap<>();
        for (String network : List.of("G_A", "G_B", "D_A", "D_B")) {
            files.put(network, folder.resolve("pth/latest_net_" + network + ".pth"));
        }
        RunImport.write(folder.resolve("imported"), files, Map.of("crop-size", "32", "load-size", "32"));
        RunFolder imported = RunFolder.open(folder.resolve("imported"));
        assertThat(ConfigFile.read(imported.config(), RunConfig.defaults()).model())
                .hasToString(model);
        assertThat(imported.newestCheckpoint().state().weights().read())
                .isEqualTo(run.newestCheckpoint().state().weights().read());
    }

    /** As an unpaired data set of pictures alone has them. */
    @ParameterizedTest
    @ValueSource(strings = {"cyclegan", "cyclegan-seg"})
    void picturesWithoutMasksAreTrainedOnAndTranslated(String model) throws IOException {
        SyntheticData.write(folder.resolve("data"), 32, 2, 2, 3);
        for (String masks : List.of("trainA_seg", "trainB_seg")) {
            Files.move(folder.resolve("data").resolve(masks), folder.resolve(masks));
        }
        train(model);
        export(folder.resolve("run"), "onnx", ExportFormat.fp32());
        InstanceFolder tests = InstanceFolder.openImages(folder.resolve("data/testA"));
        try (Translator translator = Translator.open(folder.resolve("onnx/A2B.onnx"), Translator.Options.defaults())) {
            Instances source = tests.items().get(0).read();
            Instances alone = translator.translate(source);
            assertThat(alone.masks()).isEmpty();
            assertThat(alone.image()).isNotEqualTo(source.image());
            Image empty = new Image(32, 32, 1, new byte[32 * 32]);
            Instances withEmpty = new Instances(source.name(), source.image(), List.of(empty));
            assertThat(translator.translate(withEmpty).image()).isEqualTo(alone.image());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cyclegan", "cyclegan-seg"})
    void thereIsNoSequenceOfOneStep(String model) {
        train(model);
        assertThatThrownBy(() -> export(
                        folder.resolve("run"), "none", ExportFormat.fp32().withSequence(true)))
                .isInstanceOf(InputException.class)
                .hasMessage("sequence: a CycleGAN translates an image in one step");
        assertThat(folder.resolve("none")).doesNotExist();
    }
}

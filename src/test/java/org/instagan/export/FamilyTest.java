package org.instagan.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.QuietTraining;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.demo.SyntheticData;
import org.instagan.file.Folders;
import org.instagan.file.Sha256;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.LinearFamily;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.platform.ort.Device;
import org.instagan.train.Checkpoint;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.TrainingRun;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second kind of model goes through training, checkpoints, export and translation without a change to any of them. */
final class FamilyTest {
    @TempDir
    private Path folder;

    private final Family family = new LinearFamily();

    private RunConfig config() {
        return ConfigFile.override(
                RunConfig.defaults(),
                Map.of(
                        "data", folder.resolve("data").toString(),
                        "load-size", "32",
                        "crop-size", "32",
                        "epochs", "6",
                        "decay-epochs", "0",
                        "learning-rate", "0.02",
                        "checkpoint-epochs", "3"));
    }

    @Test
    void aSecondFamilyTrainsResumesIsExportedAndTranslates() throws Exception {
        SyntheticData.write(folder.resolve("data"), 32, 4, 1, 3);
        RunFolder run = new RunFolder(folder.resolve("run"));
        Plan plan = Plan.epochs(config());
        new TrainingRun(config(), family, run, plan, new QuietTraining()).start();
        List<String> lines = Files.readAllLines(run.losses());
        assertThat(lines.get(0)).isEqualTo("epoch,step,sum,A.there_and_back,B.there_and_back");
        assertThat(lines).hasSize(1 + 6 * 4);
        assertThat(sum(lines.get(24))).isLessThan(0.7 * sum(lines.get(1)));
        assertThat(run.plot()).exists();
        assertThat(run.sample(24, Direction.B2A)).exists();

        Checkpoint last = run.newestCheckpoint();
        assertThat(last.folder()).isEqualTo(run.checkpoints().at(24));
        assertThat(last.carried().get("steps").data()).containsExactly(24);
        String digest = Sha256.of(last.session());
        Folders.remove(last.folder());
        new TrainingRun(config(), family, run, plan, new QuietTraining()).resume();
        assertThat(Sha256.of(run.newestCheckpoint().session())).isEqualTo(digest);

        Path models = folder.resolve("onnx");
        RunExport.Job job = new RunExport.Job(config(), family, run.newestCheckpoint(), ExportFormat.fp32(), 1);
        assertThat(RunExport.write(job, models))
                .hasSize(2)
                .allSatisfy(m -> assertThat(m.difference()).isLessThan(1e-5));
        try (Translator translator =
                Translator.open(models.resolve(Direction.A2B.file()), Device.CPU, 1, Translator.Options.defaults())) {
            Instances source = InstanceFolder.open(folder.resolve("data/testA"), folder.resolve("data/testA_seg"))
                    .items()
                    .get(0)
                    .read();
            assertThat(translator.translate(source).masks()).hasSameSizeAs(source.masks());
        }
    }

    private static double sum(String line) {
        return Double.parseDouble(line.split(",", -1)[2]);
    }
}

package org.instagan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.instagan.QuietTraining;
import org.instagan.demo.SyntheticData;
import org.instagan.export.RunExport;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.TrainingRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In one JVM, two tasks at a time. */
final class LocalSgdTest {
    @TempDir
    static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void pictures() throws IOException {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        SyntheticData.write(data.resolve("set"), 32, 4, 1, 3);
        Files.writeString(
                data.resolve("run.yaml"),
                String.join(
                        "\n",
                        "data: \"" + data.resolve("set").toUri() + "\"",
                        "load-size: \"36\"",
                        "crop-size: \"32\"",
                        "filters: 1",
                        "discriminator-filters: 1",
                        "epochs: 2",
                        "decay-epochs: 2",
                        "pool-size: 2",
                        "threads: 1",
                        "samples: \"never\"",
                        ""));
    }

    @AfterAll
    static void end() {
        SparkSession.getDefaultSession().foreach(session -> {
            session.stop();
            return null;
        });
    }

    private int run(Path out, int workers, int local, int rounds, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--config", data.resolve("run.yaml").toString()));
        arguments.addAll(List.of("--workers", "" + workers, "--local-iterations", "" + local));
        arguments.addAll(List.of("--rounds", "" + rounds, "--out", out.toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    private static void assertSame(Path checkpoint, Path other) {
        for (String file : new String[] {"session.ckpt", "carried.safetensors", "checkpoint.json"}) {
            assertThat(checkpoint.resolve(file)).hasSameBinaryContentAs(other.resolve(file));
        }
    }

    @Test
    void oneWorkerIsARunOnOneMachineToTheByte() {
        RunConfig config = ConfigFile.override(
                ConfigFile.read(data.resolve("run.yaml"), RunConfig.defaults()),
                Map.of("data", data.resolve("set").toString()));
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        new TrainingRun(config, whole, Plan.epochs(config).until(6), new QuietTraining()).start();
        assertThat(run(folder.resolve("rounds"), 1, 2, 3)).isZero();
        RunFolder rounds = RunFolder.open(folder.resolve("rounds"));
        assertSame(rounds.checkpoints().at(6), whole.checkpoints().at(6));
        assertThat(rounds.losses()).hasSameTextualContentAs(whole.losses());
    }

    @Test
    void twoWorkersMakeARunThatGoesOnAndIsExported() {
        Path straight = folder.resolve("straight");
        assertThat(run(straight, 2, 2, 3)).isZero();
        Path stopped = folder.resolve("stopped");
        assertThat(run(stopped, 2, 2, 1)).isZero();
        assertThat(run(stopped, 2, 2, 3)).as("it is there").isEqualTo(2);
        assertThat(run(stopped, 2, 3, 3, "--resume")).as("another plan").isEqualTo(2);
        assertThat(run(stopped, 2, 2, 3, "--resume")).isZero();
        assertSame(
                RunFolder.open(stopped).checkpoints().at(6),
                RunFolder.open(straight).checkpoints().at(6));

        assertThat(RunExport.write(straight, null, folder.resolve("onnx"), ExportFormat.fp32(), 1))
                .hasSize(2)
                .allSatisfy(m -> assertThat(m.difference()).isLessThan(1e-4));
        RunConfig kept = ConfigFile.read(RunFolder.open(straight).config(), RunConfig.defaults());
        new TrainingRun(kept, new RunFolder(straight), Plan.epochs(kept).until(14), new QuietTraining()).resume();
        assertThat(RunFolder.open(straight).newestCheckpoint().position().iterations())
                .isGreaterThan(6);
    }

    @Test
    void mistakesAreToldBeforeAnythingIsTrained() {
        assertThat(run(folder.resolve("many"), 5, 2, 1))
                .as("four images, five workers")
                .isEqualTo(2);
        assertThat(run(folder.resolve("long"), 2, 100, 1))
                .as("more than the epochs")
                .isEqualTo(2);
        assertThat(run(folder.resolve("none"), 0, 2, 1)).isEqualTo(2);
    }
}

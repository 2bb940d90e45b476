package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.file.Sha256;
import org.instagan.model.Direction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of InstaGAN itself; what has nothing to do with the kind of model is in {@link TrainingRunTest}. */
final class SequentialRunTest {
    private static final int ITERATIONS = 6;

    @TempDir
    static Path folder;

    private static RunFolder whole;

    private final List<String> told = new ArrayList<>();
    private Consumer<TrainingListener.Progress> each = progress -> {};

    /** Three iterations an epoch, and a pool of one that is full after the first step. */
    @BeforeAll
    static void anUndisturbedRun() {
        SyntheticData.write(folder.resolve("data"), 32, ITERATIONS, 1, 3);
        whole = new RunFolder(folder.resolve("whole"));
        new TrainingRun(config(), whole, Plan.epochs(config()), new Silent()).start();
    }

    @BeforeEach
    void quiet() {
        told.clear();
    }

    private static RunConfig config(String... changes) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data", folder.resolve("data").toString(),
                "load-size", "36",
                "crop-size", "32",
                "filters", "1",
                "discriminator-filters", "1",
                "epochs", "1",
                "decay-epochs", "1",
                "pool-size", "1",
                "set-order", "shuffled",
                "threads", "1"));
        settings.put("batch", "2");
        for (int i = 0; i < changes.length; i += 2) {
            settings.put(changes[i], changes[i + 1]);
        }
        return ConfigFile.override(RunConfig.defaults(), settings);
    }

    private TrainingRun run(RunConfig config, RunFolder folder) {
        return new TrainingRun(config, folder, Plan.epochs(config), new Recorder());
    }

    private static Map<String, String> digests(Path checkpoint) throws IOException {
        Map<String, String> digests = new HashMap<>();
        try (Stream<Path> files = Files.list(checkpoint)) {
            files.forEach(file -> digests.put(file.getFileName().toString(), Sha256.of(file)));
        }
        return digests;
    }

    private static void assertSame(RunFolder one, RunFolder other, int iterations) throws IOException {
        assertThat(digests(one.checkpoints().at(iterations)))
                .hasSize(3)
                .isEqualTo(digests(other.checkpoints().at(iterations)));
        assertThat(one.losses()).hasSameTextualContentAs(other.losses());
    }

    /** A run that was stopped after so many iterations. */
    private RunFolder stopped(String name, int after, String... changes) {
        RunFolder run = new RunFolder(folder.resolve(name));
        TrainingRun training = run(config(changes), run);
        each = progress -> {
            if ((progress.epoch() - 1) * progress.steps() + progress.step() == after) {
                assertThat(training.stop().isRunning()).isTrue();
                training.stop().ask(Duration.ZERO);
            }
        };
        training.start();
        each = progress -> {};
        assertThat(training.stop().isRunning()).isFalse();
        assertThat(run.newestCheckpoint().position().iterations()).isEqualTo(after);
        return run;
    }

    /** Dropout draws by position, and the policy's waiting is in the checkpoint. */
    @Test
    void dropoutAndPlateauGoOnWhereTheyStopped() throws Exception {
        String[] options = {"dropout", "true", "rate-policy", "plateau", "blocks", "2"};
        RunFolder straight = new RunFolder(folder.resolve("dropped"));
        new TrainingRun(config(options), straight, Plan.epochs(config(options)), new Silent()).start();
        RunFolder run = stopped("dropped-stopped", 4, options);
        run(config(options), run).resume();
        assertSame(straight, run, ITERATIONS);
    }

    @Test
    void aRunLeavesItsCheckpointsTablesPlotAndSamples() throws Exception {
        assertThat(folder.resolve("whole").toFile().list())
                .containsExactlyInAnyOrder(
                        ".lock",
                        "config.yaml",
                        "losses.csv",
                        "speed.csv",
                        "losses.png",
                        "index.html",
                        "checkpoints",
                        "samples",
                        "tensorboard");
        assertThat(whole.page())
                .content()
                .contains("<td>finished</td>", "Samples, A to B", "data:image/jpeg;base64,")
                .doesNotContain("http-equiv=\"refresh\"");
        assertThat(whole.samples().resolve("strip-B2A.png")).exists();
        assertThat(Files.readAllLines(whole.losses())).hasSize(ITERATIONS + 1);
        assertThat(Files.readAllLines(whole.speed()))
                .hasSize(ITERATIONS + 1)
                .startsWith("epoch,step,learning_rate,seconds,resident_mb");
        assertThat(whole.sample(ITERATIONS, Direction.A2B)).exists();
        RunConfig kept = ConfigFile.read(whole.config(), RunConfig.defaults());
        assertThat(kept.data())
                .isEqualTo(folder.resolve("data").toAbsolutePath().toString());
        assertThat(whole.newestCheckpoint().carried())
                .containsKeys("pool.A.images", "pool.B.masks", "D_A.classifier.0.module.weight_u");
    }

    @Test
    void aRunThatWasStoppedInAnEpochEndsWithTheSameBytes() throws Exception {
        RunFolder run = stopped("stopped", 2);
        assertThat(run.newestCheckpoint().position()).isEqualTo(new Position(0, 2, 2));
        // What was written after the checkpoint by a run that was killed, and the half line that it left.
        Files.writeString(run.losses(), "1,3,5,5,5,5,5,5,5,5,5,5,5\n1,", StandardOpenOption.APPEND);
        Files.createDirectories(run.checkpoints().at(9).resolveSibling(".partial-9/part"));
        Files.createDirectories(folder.resolve("stopped/.work123/part"));
        run(config(), run).resume();
        assertSame(whole, run, ITERATIONS);
        assertThat(folder.resolve("stopped").toFile().list()).noneMatch(name -> name.startsWith(".work"));
        assertThat(folder.resolve("stopped/checkpoints").toFile().list()).noneMatch(name -> name.startsWith(".p"));
    }

    @Test
    void aRunStartsFromAnothersWeights() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("from"));
        RunConfig still = config("init", folder.resolve("whole").toString(), "learning-rate", "1e-30", "seed", "5");
        run(still, run).start();
        Map<String, ?> first = whole.newestCheckpoint().state().weights().read("G_A.");
        assertThat(run.newestCheckpoint().state().weights().read("G_A.")).isEqualTo(first);
        assertThatThrownBy(() -> run(config("init", folder.toString()), new RunFolder(folder.resolve("no")))
                        .start())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--init " + folder + ": expected a run, a checkpoint, or a folder with");
        RunConfig wider = config("init", folder.resolve("whole").toString(), "filters", "2");
        assertThatThrownBy(() -> run(wider, new RunFolder(folder.resolve("no"))).start())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("; it belongs to another architecture");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    private static final class Silent implements TrainingListener {
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
        public void note(String text) {}
    }

    /** Keeps what it is told, and lets the test take part. */
    private final class Recorder implements TrainingListener {
        @Override
        public void iterated(Progress progress) {
            each.accept(progress);
        }

        @Override
        public void wrote(Path file) {
            assertThat(file).exists();
        }

        @Override
        public void note(String text) {
            told.add(text);
        }
    }
}

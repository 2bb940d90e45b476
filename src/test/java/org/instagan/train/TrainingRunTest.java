package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.instagan.demo.SyntheticData;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.Sha256;
import org.instagan.model.Family;
import org.instagan.model.LinearFamily;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run keeps and survives, with the smallest family. */
final class TrainingRunTest {
    private static final int ITERATIONS = 6;
    private static final Family FAMILY = new LinearFamily();

    @TempDir
    static Path folder;

    private static RunFolder whole;

    private final List<String> told = new ArrayList<>();
    private Consumer<TrainingListener.Progress> each = progress -> {};

    /** Three iterations an epoch. */
    @BeforeAll
    static void anUndisturbedRun() {
        SyntheticData.write(folder.resolve("data"), 32, ITERATIONS, 1, 3);
        whole = new RunFolder(folder.resolve("whole"));
        new TrainingRun(config(), FAMILY, whole, Plan.epochs(config()), new Silent()).start();
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
        return new TrainingRun(config, FAMILY, folder, Plan.epochs(config), new Recorder());
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

    @Test
    void aDamagedCheckpointIsPassedOverWithAWord() throws Exception {
        RunFolder run = stopped("damaged", 4, "checkpoint-iterations", "1");
        Path session = run.checkpoints().at(4).resolve("session.ckpt");
        byte[] bytes = Files.readAllBytes(session);
        bytes[bytes.length / 2] ^= 1;
        Files.write(session, bytes);
        told.clear();
        run(config(), run).resume();
        assertThat(told)
                .contains(session + ": is not as it was written: the checkpoint is damaged; it is passed over")
                .contains("going on from " + run.checkpoints().at(3));
        assertSame(whole, run, ITERATIONS);
    }

    @Test
    void aRunWithoutACheckpointResumesFromItsStart() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("early"));
        Files.createDirectories(folder.resolve("early"));
        ConfigFile.write(run.config(), config());
        Files.writeString(run.losses(), "epoch,step");
        run(config(), run).resume();
        assertThat(told)
                .anyMatch(line -> line.endsWith("no checkpoint to go on from; the run starts at its beginning"));
        assertSame(whole, run, ITERATIONS);
    }

    @Test
    void aFinishedRunSaysSoAndGoesOnWithMoreEpochs() throws Exception {
        RunFolder run = stopped("longer", 2, "epochs", "2", "decay-epochs", "0");
        RunConfig kept = ConfigFile.read(run.config(), RunConfig.defaults());
        run(ConfigFile.continued(kept, Map.of("epochs", "1")), run).resume();
        assertThat(run.newestCheckpoint().position()).isEqualTo(new Position(1, 0, 3));
        told.clear();
        kept = ConfigFile.read(run.config(), RunConfig.defaults());
        run(kept, run).resume();
        assertThat(told)
                .last()
                .isEqualTo(run.checkpoints().at(3)
                        + ": the run is finished, after 1 epoch; nothing is left to train (--epochs N for more)");
        run(ConfigFile.continued(kept, Map.of("epochs", "2")), run).resume();
        assertThat(run.newestCheckpoint().position()).isEqualTo(new Position(2, 0, 6));
    }

    @Test
    void whatMustStayIsRefusedByName() {
        assertThatThrownBy(() -> ConfigFile.continued(config(), Map.of("filters", "2")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "--filters: the run began with 1 and cannot go on with 2; what may change: data,"
                                + " epochs, decay-epochs, rate-policy, rate-step, learning-rate, threads, device, tf32,"
                                + " conv-search, gpu-mem-limit,");
        assertThat(ConfigFile.continued(config(), Map.of("filters", "1", "device", "cuda"))
                        .device())
                .isEqualTo("cuda");
    }

    @Test
    void onlyTheNewestCheckpointsAreKeptAndThoseThatAreAskedFor() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("kept"));
        run(config("checkpoint-iterations", "1", "keep", "2", "keep-epochs", "1", "samples", "never"), run)
                .start();
        assertThat(run.checkpoints().all())
                .containsExactly(
                        run.checkpoints().at(3),
                        run.checkpoints().at(5),
                        run.checkpoints().at(6));
        assertThat(folder.resolve("kept/samples").toFile().list()).isEmpty();
    }

    @Test
    void checkpointsAreInTheOrderOfTheirNumbers() throws Exception {
        Checkpoints checkpoints = new Checkpoints(folder.resolve("numbers"));
        for (long iterations : new long[] {10_000_000, 9_999_999, 3}) {
            Files.createDirectories(checkpoints.at(iterations));
        }
        assertThat(checkpoints.all())
                .containsExactly(checkpoints.at(3), checkpoints.at(9_999_999), checkpoints.at(10_000_000));
    }

    @Test
    void aCheckpointThatCannotBeWrittenCostsAWarningUnlessItIsTheLast() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("full"));
        Path blocked = folder.resolve("full/checkpoints/.partial-2");
        each = progress -> {
            if (progress.epoch() == 1 && progress.step() == 2) {
                breakFolder(folder.resolve("full/checkpoints"));
            } else {
                mendFolder(folder.resolve("full/checkpoints"));
            }
        };
        run(config("checkpoint-iterations", "1", "samples", "never", "keep", "9"), run)
                .start();
        assertThat(told)
                .anyMatch(line -> line.startsWith("warning: the checkpoint after iteration 2 cannot be written (")
                        && line.endsWith("; the last good checkpoint is "
                                + run.checkpoints().at(1) + "; training goes on"));
        assertThat(blocked).doesNotExist();
        assertThat(run.newestCheckpoint().folder()).isEqualTo(run.checkpoints().at(ITERATIONS));

        RunFolder last = new RunFolder(folder.resolve("full2"));
        each = progress -> breakFolder(folder.resolve("full2/checkpoints"));
        assertThatThrownBy(() -> run(config("samples", "never"), last).start())
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("the checkpoint after iteration 6 cannot be written (")
                .hasMessageEndingWith("); there is no checkpoint yet");
    }

    @Test
    void twoRunsDoNotShareAFolder() {
        RunFolder run = new RunFolder(folder.resolve("shared"));
        List<String> refused = new ArrayList<>();
        each = progress -> {
            if (refused.isEmpty()) {
                assertThatThrownBy(() -> run(config(), run).resume())
                        .isInstanceOf(InputException.class)
                        .hasMessage(folder.resolve("shared")
                                + ": a run goes on in it; wait for its end, or name another folder");
                refused.add("yes");
            }
        };
        run(config("samples", "never"), run).start();
        assertThat(refused).hasSize(1);
    }

    @Test
    void whatCannotBeDrawnDoesNotEndARun() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("blind"));
        Files.createDirectories(run.plot().resolve("in the way"));
        run(config(), run).start();
        assertThat(told).anyMatch(line -> line.startsWith("warning: the plot cannot be written: "));
        assertSame(whole, run, ITERATIONS);
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunAndNamesTheLastCheckpoint() {
        RunFolder run = new RunFolder(folder.resolve("wild"));
        RunConfig wild = config("learning-rate", "1e30", "checkpoint-iterations", "1", "samples", "never");
        assertThatThrownBy(() -> run(wild, run).start())
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching("Training stopped (at epoch \\d, step \\d: loss|after iteration \\d:) '.+' is .+");
        Optional<Checkpoint> kept = run.checkpoints().newest(skipped -> {});
        kept.ifPresent(c -> assertThat(c.state().notFinite()).isEmpty());
    }

    @Test
    void aRunIsNotOverwritten() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old"));
        Files.writeString(old.resolve("config.yaml"), "seed: 1\n");
        assertThatThrownBy(() -> run(config(), new RunFolder(old)).start())
                .isInstanceOf(InputException.class)
                .hasMessage(old + ": holds a run already; name another folder, or add --resume");
        assertThat(old.toFile().list()).containsExactly("config.yaml");
    }

    @Test
    void aTableOfAnotherVersionIsRefused() throws Exception {
        RunFolder run = stopped("columns", 2);
        Files.writeString(run.losses(), Files.readString(run.losses()).replaceFirst("A.there", "A.where"));
        assertThatThrownBy(() -> run(config(), run).resume())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(run.losses() + ": expected the columns epoch,step,sum")
                .hasMessageEndingWith("; move the file away to go on with a new one");
    }

    private static void breakFolder(Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                Files.move(folder, folder.resolveSibling("away"));
                Files.writeString(folder, "in the way");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void mendFolder(Path folder) {
        try {
            if (Files.isRegularFile(folder)) {
                Files.delete(folder);
                Files.move(folder.resolveSibling("away"), folder);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
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

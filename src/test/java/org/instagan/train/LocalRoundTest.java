package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.instagan.QuietTraining;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointMean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalRoundTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void pictures() {
        SyntheticData.write(folder.resolve("data"), 32, 3, 1, 3);
    }

    private RunConfig config(String seed) {
        return ConfigFile.override(
                RunConfig.defaults(),
                new HashMap<>(Map.of(
                        "data", folder.resolve("data").toString(),
                        "load-size", "36",
                        "crop-size", "32",
                        "filters", "1",
                        "discriminator-filters", "1",
                        "epochs", "1",
                        "decay-epochs", "1",
                        "samples", "never",
                        "threads", "1",
                        "seed", seed)));
    }

    private Checkpoint round(
            RunConfig config, String name, byte[] session, Map<String, FloatTensor> carried, int begun) {
        return new LocalRound(config, folder.resolve(name)).run(session, carried, begun, 2, new QuietTraining());
    }

    @Test
    void aRunInRoundsIsTheRunToTheByte() throws IOException {
        RunConfig config = config("1");
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        new TrainingRun(config, whole, Plan.epochs(config), new QuietTraining()).start();

        Path start = Files.createDirectory(folder.resolve("start"));
        byte[] session = Files.readAllBytes(LocalRound.first(config, start));
        Map<String, FloatTensor> carried = Safetensors.read(start.resolve(Checkpoint.CARRIED));
        Checkpoint last = null;
        for (int begun = 0; begun < 6; begun += 2) {
            last = round(config, "round-" + begun, session, carried, begun);
            session = CheckpointMean.of(Files.readAllBytes(last.session()), 1).mean();
            carried = last.carried();
        }
        assertThat(last.position()).isEqualTo(new Position(2, 0, 6));
        Path wanted = whole.checkpoints().at(6);
        for (String file : new String[] {Checkpoint.SESSION, Checkpoint.CARRIED, Checkpoint.MANIFEST}) {
            assertThat(last.folder().resolve(file)).hasSameBinaryContentAs(wanted.resolve(file));
        }
        byte[] finished = session;
        Map<String, FloatTensor> left = carried;
        assertThatThrownBy(() -> round(config, "more", finished, left, 6))
                .isInstanceOf(InputException.class)
                .hasMessage("epochs: the run ends after 6 iterations of a worker, expected at least 8 for its rounds");
    }

    @Test
    void theMeanIsOfWeightsAndMoments() throws IOException {
        RunConfig one = config("1");
        RunConfig two = config("2");
        Path start = Files.createDirectory(folder.resolve("start"));
        byte[] session = Files.readAllBytes(LocalRound.first(one, start));
        Map<String, FloatTensor> carried = Safetensors.read(start.resolve(Checkpoint.CARRIED));
        Checkpoint a = round(one, "a", session, carried, 0);
        Checkpoint b = round(two, "b", session, carried, 0);
        byte[] mean = CheckpointMean.of(Files.readAllBytes(a.session()), 1)
                .add(CheckpointMean.of(Files.readAllBytes(b.session()), 1))
                .mean();
        Checkpoint joined = LocalRound.write(new RunFolder(folder.resolve("joined")), a.position(), mean, carried);
        Map<String, FloatTensor> weightsA = a.state().weights().read();
        Map<String, FloatTensor> weightsB = b.state().weights().read();
        assertThat(weightsA).isNotEqualTo(weightsB);
        joined.state().weights().read().forEach((name, tensor) -> {
            for (int i = 0; i < tensor.data().length; i++) {
                assertThat(tensor.data()[i])
                        .as(name)
                        .isEqualTo((weightsA.get(name).data()[i]
                                        + weightsB.get(name).data()[i])
                                / 2);
            }
        });
        assertThat(joined.state().step())
                .isEqualTo(Math.max(a.state().step(), b.state().step()));
        // Moments too: the mean of two goes on as a session, and a session of other tensors is no term.
        assertThat(round(one, "on", mean, carried, 2).position().iterations()).isEqualTo(4);
        byte[] plain = session.clone();
        assertThatThrownBy(() -> CheckpointMean.of(mean, 1).add(CheckpointMean.of(plain, 1)))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("the workers' checkpoints have different ones");
    }
}

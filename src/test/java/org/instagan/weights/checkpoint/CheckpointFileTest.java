package org.instagan.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.checkpoint.TrainingState.Adam;
import org.instagan.weights.checkpoint.TrainingState.OptimizerState;
import org.instagan.weights.checkpoint.TrainingState.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFileTest {
    private static final int DAMAGES = 300;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("ckpt");
    }

    @Test
    void whatWasWrittenIsReadInItsOrder() {
        CheckpointFile.write(file, state());
        TrainingState read = CheckpointFile.read(file);
        assertThat(read).isEqualTo(state());
        assertThat(read.trainable().keySet())
                .containsExactlyElementsOf(state().trainable().keySet());
    }

    @Test
    void freshWeightsHaveNoOptimizerStateAndNoProperties() {
        TrainingState fresh = TrainingState.initial(state().trainable(), Map.of());
        CheckpointFile.write(file, fresh);
        assertThat(CheckpointFile.read(file)).isEqualTo(fresh);
    }

    @Test
    void equalStatesGiveEqualBytes() throws IOException {
        CheckpointFile.write(file, state());
        byte[] first = Files.readAllBytes(file);
        CheckpointFile.write(file, CheckpointFile.read(file));
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        assertThat(new String(first, 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ODTC");
    }

    @Test
    void anotherFileIsNamed() throws IOException {
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": no such checkpoint");
        Files.writeString(file, "<html>no checkpoint</html>");
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": not a training checkpoint: expected the identifier 'ODTC' at byte 4, got 'l>no'");
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": not a training checkpoint: 5 bytes");
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        CheckpointFile.write(file, state());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int root = bytes.getInt(0);
        int version = root + bytes.getShort(root - bytes.getInt(root) + 4);
        assertThat(bytes.getInt(version)).isEqualTo(2);
        Files.write(file, bytes.putInt(version, 3).array());
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": checkpoint version 3, expected 2");
    }

    @Test
    void aFileCutShortIsNamed() throws IOException {
        CheckpointFile.write(file, state());
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < DAMAGES; i++) {
            Files.write(file, Arrays.copyOf(good, (int) ((long) good.length * i / DAMAGES)));
            assertThatThrownBy(() -> CheckpointFile.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void aFlippedBitIsAnInputExceptionOrNothing() throws IOException {
        CheckpointFile.write(file, state());
        byte[] good = Files.readAllBytes(file);
        long seed = 20_261_123;
        Random random = new Random(seed);
        for (int i = 0; i < DAMAGES; i++) {
            int at = random.nextInt(good.length);
            int bit = random.nextInt(8);
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << bit);
            Files.write(file, bad);
            try {
                assertThat(CheckpointFile.read(file)).isNotNull();
            } catch (InputException e) {
                assertThat(e).as("seed %d, byte %d, bit %d", seed, at, bit).hasMessageStartingWith(file + ": ");
            }
        }
    }

    @Test
    void aStateThatDoesNotAgreeWithItselfIsRefused() {
        Map<String, FloatTensor> weights = Map.of("w", FloatTensor.zeros(2));
        Adam other = new Adam(FloatTensor.zeros(3), FloatTensor.zeros(3));
        assertThatThrownBy(() -> TrainingState.initial(weights, weights)).hasMessageContaining("'w' is both");
        assertThatThrownBy(() -> new TrainingState(
                        weights, Map.of(), new OptimizerState(1, 0.1f, Map.of("w", other)), Properties.NONE))
                .hasMessage("Optimizer state of 'w': shape [3], the trainable parameter has [2]");
    }

    private static TrainingState state() {
        Map<String, FloatTensor> trainable = new LinkedHashMap<>();
        trainable.put("G_A.z.weight", FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        trainable.put("G_A.b.bias", FloatTensor.of(new float[] {-0f, Float.MIN_VALUE}, 2));
        Map<String, Adam> moments = new LinkedHashMap<>();
        trainable.forEach((name, t) -> moments.put(name, new Adam(t, FloatTensor.zeros(t.shape()))));
        return new TrainingState(
                trainable,
                Map.of("D_A.weight_u", FloatTensor.of(new float[] {0.5f}, 1)),
                new OptimizerState(12_345_678_901L, 2e-4f, moments),
                new Properties(Map.of("epoch", 3L), Map.of("rate", 1e-4f), Map.of("run", "süß")));
    }
}

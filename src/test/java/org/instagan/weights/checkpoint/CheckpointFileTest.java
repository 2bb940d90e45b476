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
import org.instagan.model.Family;
import org.instagan.model.LinearFamily;
import org.instagan.platform.ort.Device;
import org.instagan.train.StepRunner;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFileTest {
    private static final int DAMAGES = 300;
    private static final Family FAMILY = new LinearFamily();

    @TempDir
    private static Path common;

    @TempDir
    private Path folder;

    private static byte[] saved;
    private Path file;

    /** By ONNX Runtime itself: weights and moments. */
    @BeforeAll
    static void session() throws IOException {
        StepRunner.Settings settings = new StepRunner.Settings(0.5, Device.CPU, 1, false);
        Path place = common.resolve("saved.ckpt");
        try (StepRunner runner = StepRunner.fresh(FAMILY, FAMILY.start(1).weights(), settings, common)) {
            runner.save(place);
        }
        saved = Files.readAllBytes(place);
    }

    @BeforeEach
    void place() {
        file = folder.resolve("ckpt");
    }

    @Test
    void whatWasWrittenIsReadInItsOrder() {
        CheckpointFile.write(file, NamedTensors.of(weights()));
        NamedTensors read = CheckpointFile.open(file).weights();
        assertThat(read.shapes().keySet()).containsExactlyElementsOf(weights().keySet());
        assertThat(read.read()).isEqualTo(weights());
        assertThat(read.read("G_A.")).containsOnlyKeys("G_A.z.weight", "G_A.b.bias");
        assertThatThrownBy(() -> read.get("none")).hasMessage("No tensor 'none'");
    }

    @Test
    void whatASessionMadeOfThemAndSavedAgainIsReadToo() throws IOException {
        Files.write(file, saved);
        SessionState state = CheckpointFile.open(file);
        assertThat(state.weights().read()).isEqualTo(FAMILY.start(1).weights().read());
        assertThat(state.step()).isZero();
        assertThat(state.notFinite()).isEmpty();
    }

    @Test
    void aStateOutlivesItsFilesName() throws IOException {
        CheckpointFile.write(file, NamedTensors.of(weights()));
        SessionState state = CheckpointFile.open(file);
        Files.move(file, folder.resolve("elsewhere"));
        assertThat(state.weights().read()).isEqualTo(weights());
    }

    @Test
    void weightsThatAreNotFiniteAreFound() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Map<String, FloatTensor> weights = weights();
            float[] large = new float[100_001];
            large[99_999] = bad;
            weights.put("G_A.b.bias", FloatTensor.of(large, large.length));
            CheckpointFile.write(file, NamedTensors.of(weights));
            assertThat(CheckpointFile.open(file).notFinite()).contains("G_A.b.bias");
            large[99_999] = -Float.MAX_VALUE;
            CheckpointFile.write(file, NamedTensors.of(weights));
            assertThat(CheckpointFile.open(file).notFinite()).isEmpty();
        }
    }

    @Test
    void equalWeightsGiveEqualBytes() throws IOException {
        CheckpointFile.write(file, NamedTensors.of(weights()));
        byte[] first = Files.readAllBytes(file);
        CheckpointFile.write(file, CheckpointFile.open(file).weights());
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        assertThat(new String(first, 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ODTC");
    }

    @Test
    void anotherFileIsNamed() throws IOException {
        assertThatThrownBy(() -> CheckpointFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": no such checkpoint");
        Files.writeString(file, "<html>no checkpoint</html>");
        assertThatThrownBy(() -> CheckpointFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": not a training checkpoint: expected the identifier 'ODTC' at byte 4, got 'l>no'");
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> CheckpointFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": not a training checkpoint: 5 bytes");
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        CheckpointFile.write(file, NamedTensors.of(weights()));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int root = bytes.getInt(0);
        int version = root + bytes.getShort(root - bytes.getInt(root) + 4);
        assertThat(bytes.getInt(version)).isEqualTo(2);
        Files.write(file, bytes.putInt(version, 3).array());
        assertThatThrownBy(() -> CheckpointFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": checkpoint version 3, expected 2");
    }

    @Test
    void aFileCutShortIsNamed() throws IOException {
        CheckpointFile.write(file, NamedTensors.of(weights()));
        for (byte[] good : new byte[][] {Files.readAllBytes(file), saved}) {
            for (int i = 0; i < DAMAGES; i++) {
                Files.write(file, Arrays.copyOf(good, (int) ((long) good.length * i / DAMAGES)));
                // Behind ONNX Runtime's data there may be some padding that nobody misses.
                try {
                    CheckpointFile.open(file).weights().read();
                } catch (InputException e) {
                    assertThat(e).hasMessageStartingWith(file + ": ");
                    continue;
                }
                assertThat(i).as("part of %d that is enough", DAMAGES).isGreaterThan(DAMAGES * 9 / 10);
            }
        }
    }

    @Test
    void aFlippedBitIsAnInputExceptionOrNothing() throws IOException {
        CheckpointFile.write(file, NamedTensors.of(weights()));
        long seed = 20_261_123;
        Random random = new Random(seed);
        for (byte[] good : new byte[][] {Files.readAllBytes(file), saved}) {
            for (int i = 0; i < DAMAGES; i++) {
                int at = random.nextInt(good.length);
                int bit = random.nextInt(8);
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                Files.write(file, bad);
                try {
                    assertThat(CheckpointFile.open(file).weights().read()).isNotNull();
                } catch (InputException e) {
                    assertThat(e).as("seed %d, byte %d, bit %d", seed, at, bit).hasMessageStartingWith(file + ": ");
                }
            }
        }
    }

    private static Map<String, FloatTensor> weights() {
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        weights.put("G_A.z.weight", FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        weights.put("G_A.b.bias", FloatTensor.of(new float[] {-0f, Float.MIN_VALUE, 7}, 3));
        weights.put("D_A.weight_bar", FloatTensor.of(new float[] {0.5f}, 1));
        return weights;
    }
}

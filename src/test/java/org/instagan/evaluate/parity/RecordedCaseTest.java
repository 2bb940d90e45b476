package org.instagan.evaluate.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.error.InputException;
import org.instagan.platform.ort.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases computed in float64 by tools/reference, which reproduces the authors' recordings, and their own of CycleGAN. */
final class RecordedCaseTest {
    private static final Path CASES = Path.of("src/test/resources/parity");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lsgan-three-steps", "no-identity", "vanilla-loss"})
    void trainingFollowsTheRecording(String name) throws Exception {
        ParityResult comparison = ParityResult.of(RecordedCase.read(CASES.resolve(name + ".json")), Device.CPU, 2);
        assertThat(comparison.measures()).hasSize(6).allMatch(Measure::passed);
    }

    @Test
    void cycleGanFollowsTheRecordingOfTheAuthorsCode() {
        ParityResult comparison = ParityResult.of(RecordedCase.read(CASES.resolve("cycle-gan.json")), Device.CPU, 2);
        assertThat(comparison.measures()).hasSize(4 + 4).allMatch(Measure::passed);
    }

    @Test
    void aChangedLossIsSeen() throws Exception {
        String text = Files.readString(CASES.resolve("no-identity.json"));
        Path changed = Files.writeString(
                folder.resolve("changed.json"), text.replace("\"lambda_ctx\": 1.0", "\"lambda_ctx\": 1.01"));
        Files.copy(CASES.resolve("no-identity.safetensors"), folder.resolve("changed.safetensors"));
        ParityResult comparison = ParityResult.of(RecordedCase.read(changed), Device.CPU, 2);
        assertThat(comparison.passed()).isFalse();
        assertThat(comparison.measures().get(0).error()).isGreaterThan(1e-3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model\": \"insta_gan\"~\"model\": \"cycle_gan\"",
                "\"netG\": \"set\"~\"netG\": \"basic\"",
                "\"norm\": \"instance\"~\"norm\": \"batch\"",
                "\"set_order\": \"decreasing\"~\"set_order\": \"random\"",
                "\"pool_size\": 50~\"pool_size\": 1",
            })
    void whatIsNotBuiltYetIsSaid(String change) throws Exception {
        String[] parts = change.split("~", 2);
        String text = Files.readString(CASES.resolve("no-identity.json"));
        Path changed = Files.writeString(folder.resolve("changed.json"), text.replace(parts[0], parts[1]));
        assertThatThrownBy(() -> RecordedCase.read(changed))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not supported yet")
                .hasMessageStartingWith(changed.toString());
    }

    @Test
    void aDamagedCaseIsNamed() throws Exception {
        Path damaged = Files.writeString(folder.resolve("damaged.json"), "{\"model\": ");
        assertThatThrownBy(() -> RecordedCase.read(damaged))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(damaged + ": not a recorded case");
    }
}

package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.model.Loss;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunConfigTest {
    @TempDir
    private Path folder;

    @Test
    void aFileHoldsAllSettingsAndTheCommandLineOverridesIt() {
        Map<String, String> changes = Map.of("data", "x", "load-size", "320x240", "seed", "9", "gan-loss", "vanilla");
        RunConfig config = ConfigFile.override(RunConfig.defaults(), changes);
        Path file = folder.resolve("config.yaml");
        ConfigFile.write(file, config);
        assertThat(ConfigFile.read(file, RunConfig.defaults())).isEqualTo(config);
        assertThat(ConfigFile.override(config, Map.of("seed", "10")).seed()).isEqualTo(10);
        assertThat(config.loadSize().height()).isEqualTo(240);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filters: many | filters: expected a whole number, got 'many'",
                "beta1: [1] | beta1: expected a value, got several",
                "filters: | filters: expected a value, got none",
                "crop-size: null | crop-size: expected a value, got none",
                "data: ~ | data: expected a value, got none",
                "gan-loss: hinge | gan-loss: expected lsgan or vanilla, got 'hinge'",
                "crop-size: big | crop-size: expected a size such as 200 or 320x240, got 'big'",
                "filtres: 3 | filtres: no such setting, expected one of batch, beta1",
                "- a list | expected 'setting: value' lines, got array",
                "filters: {  | not YAML",
            })
    void aFaultyFileIsNamedWithItsSetting(String text, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), text + "\n");
        assertThatThrownBy(() -> ConfigFile.read(file, RunConfig.defaults()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crop-size | 30 | multiples of 4",
                "crop-size | 20 | width and height of 24 or more",
                "crop-size | 400 | no more than the load-size 220",
                "ins-max | 3 | a multiple of ins-per, which is 2",
                "ins-max | 1 | at least ins-per, which is 2",
                "epochs | -1 | 0 to 1000000",
                "batch | 2147483647 | 1 to 4096",
                "filters | 1000000 | 1 to 4096",
                "load-size | 99999 | width and height of at most 8192",
                "threads | 100000 | 0 to 1024",
                "learning-rate | NaN | more than 0",
                "checkpoint-minutes | NaN | 0 to 1000000",
                "learning-rate | 0 | more than 0",
                "batch | 0 | 1 to 4096",
                "lambda-a | -1 | 0 to 1000000",
            })
    void settingsThatDoNotGoTogetherAreNamed(String setting, String value, String expected) {
        RunConfig config = ConfigFile.override(RunConfig.defaults(), Map.of("data", "x", setting, value));
        assertThatThrownBy(config::checked)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("expected " + expected + ", got '");
    }

    @Test
    void whoseSettingIsWrongIsSaid() {
        Path file = folder.resolve("c.yaml");
        RunConfig config = ConfigFile.override(RunConfig.defaults(), Map.of("data", "x", "filters", "0"));
        assertThatThrownBy(() -> ConfigFile.checked(file, config, Set.of("data")))
                .hasMessage(file + ": setting 'filters': expected 1 to 4096, got '0'");
        assertThatThrownBy(() -> ConfigFile.checked(file, config, Set.of("filters")))
                .hasMessage("setting 'filters': expected 1 to 4096, got '0'");
    }

    @Test
    void anUnknownDeviceIsNamed() {
        RunConfig config = ConfigFile.override(RunConfig.defaults(), Map.of("data", "x", "device", "tpu"));
        assertThatThrownBy(config::checked).hasMessage("device 'tpu': expected cpu, cuda or cuda:N");
    }

    @Test
    void theRateIsConstantAndThenFallsAsTheAuthors() {
        RunConfig config = ConfigFile.override(
                RunConfig.defaults(), Map.of("epochs", "2", "decay-epochs", "3", "learning-rate", "0.4"));
        Plan plan = Plan.epochs(config);
        assertThat(new double[] {
                    plan.rate(0, 0, 6).orElse(-1),
                    plan.rate(1, 5, 6).orElse(-1),
                    plan.rate(2, 0, 6).orElse(-1),
                    plan.rate(3, 0, 6).orElse(-1),
                    plan.rate(4, 0, 6).orElse(-1),
                    plan.rate(5, 0, 6).orElse(-1)
                })
                .containsExactly(new double[] {0.4, 0.4, 0.3, 0.2, 0.1, -1}, offset(1e-12));
    }

    @Test
    void theRateFallsAfterSixEpochsWithoutALowerLoss() {
        Plan plan = Plan.epochs(
                ConfigFile.override(RunConfig.defaults(), Map.of("learning-rate", "0.5", "rate-policy", "plateau")));
        List<Double> totals = List.of(4.0, 3.0, 2.98, 3.1, 3.0, 2.975, 3.0, 3.0, 2.9, 2.9);
        List<Double> rates = new ArrayList<>();
        for (double total : totals) {
            plan.learn(losses(total - 1), false);
            plan.learn(losses(total + 1), true);
            Map<String, FloatTensor> carried = new HashMap<>();
            plan.store(carried);
            plan.restore(carried); // a run that is stopped here knows as much
            assertThat(carried).isEmpty();
            rates.add(plan.rate(rates.size() + 1, 0, 2).orElseThrow());
        }
        assertThat(rates.subList(0, 7)).containsOnly(0.5);
        assertThat(rates.subList(7, 10)).allSatisfy(rate -> assertThat(rate).isCloseTo(0.1, offset(1e-7)));
    }

    private static Losses losses(double total) {
        return new Losses(Map.of(new Loss("total", Loss.Kind.TOTAL, Optional.empty(), 1, ""), total));
    }

    @Test
    void theRateFallsInStepsOrByACosine() {
        Map<String, String> settings =
                Map.of("epochs", "4", "decay-epochs", "0", "learning-rate", "0.4", "rate-step", "2");
        RunConfig base = ConfigFile.override(RunConfig.defaults(), settings);
        Plan step = Plan.epochs(ConfigFile.override(base, Map.of("rate-policy", "step")));
        Plan cosine = Plan.epochs(ConfigFile.override(base, Map.of("rate-policy", "cosine")));
        double[] steps = new double[5];
        double[] cosines = new double[5];
        for (int epoch = 0; epoch < 5; epoch++) {
            steps[epoch] = step.rate(epoch, 0, 6).orElse(-1);
            cosines[epoch] = cosine.rate(epoch, 0, 6).orElse(-1);
        }
        assertThat(steps).containsExactly(new double[] {0.4, 0.4, 0.04, 0.04, -1}, offset(1e-12));
        double half = 0.2 / Math.sqrt(2);
        assertThat(cosines).containsExactly(new double[] {0.4, 0.2 + half, 0.2, 0.2 - half, -1}, offset(1e-12));
    }

    @Test
    void iterationsAreCountedAcrossEpochs() {
        Plan plan = Plan.iterations(8, 0.4);
        assertThat(new double[] {
                    plan.rate(0, 0, 3).orElse(-1),
                    plan.rate(1, 1, 3).orElse(-1),
                    plan.rate(2, 0, 3).orElse(-1),
                    plan.rate(2, 1, 3).orElse(-1),
                    plan.rate(2, 2, 3).orElse(-1),
                    plan.rate(3, 0, 3).orElse(-1)
                })
                .containsExactly(new double[] {0.4, 0.4, 0.2, 0.1, -1, -1}, offset(1e-12));
        assertThat(plan.done(2, 2, 3)).isEqualTo(1);
    }

    @Test
    void sizesMayBeYamlsIntegersOrTexts(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "crop-size: 32\nload-size: 40x36\n");
        RunConfig config = ConfigFile.read(file, RunConfig.defaults());
        assertThat(config.cropSize()).isEqualTo(new Size(32, 32));
        assertThat(config.loadSize()).isEqualTo(new Size(40, 36));
    }
}

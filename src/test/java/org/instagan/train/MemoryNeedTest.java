package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryNeedTest {
    private static RunConfig config(int size, int filters, int batch, String memory) {
        Map<String, String> settings = new HashMap<>();
        settings.put("load-size", Integer.toString(size));
        settings.put("crop-size", Integer.toString(size));
        settings.put("filters", Integer.toString(filters));
        settings.put("discriminator-filters", Integer.toString(filters));
        settings.put("batch", Integer.toString(batch));
        settings.put("pool-size", "0");
        settings.put("memory", memory);
        return ConfigFile.override(RunConfig.defaults(), settings);
    }

    private static MemoryNeed need(RunConfig config) {
        return MemoryNeed.of(config, config.family().start(1).weights());
    }

    /** Gigabytes as bench-train measured them, a checkpoint included; see docs/training.md. */
    @ParameterizedTest
    @CsvSource({"64, 8, 1, 0.38", "128, 16, 1, 0.68", "128, 32, 4, 2.08", "200, 64, 1, 4.40", "400, 64, 1, 8.24"})
    void isAboutWhatWasMeasured(int size, int filters, int batch, double measured) {
        assertThat((double) need(config(size, filters, batch, "0")).bytes())
                .isCloseTo(1e9 * measured, Percentage.withPercentage(45));
        if (filters >= 32) {
            assertThat((double) need(config(size, filters, batch, "0")).bytes())
                    .isCloseTo(1e9 * measured, Percentage.withPercentage(15));
        }
    }

    @Test
    void aBudgetAndTheMachineAreHeldTo() {
        RunConfig small = config(64, 8, 1, "2g");
        assertThat(need(small).checked(small)).startsWith("memory: about 0.5");
        RunConfig tight = config(200, 64, 1, "2g");
        assertThatThrownBy(() -> need(tight).checked(tight))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--memory 2g: about ")
                .hasMessageEndingWith("the budget is 2.15 GB; lower --crop-size, --filters, --batch or --ins-per");
        RunConfig huge = config(20_000, 64, 1, "0");
        assertThatThrownBy(() -> need(huge).checked(huge))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageEndingWith("or end other programs");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "512m, 536870912, 512m", "6G, 6442450944, 6g", "1500k, 1536000, 1500k", "1000, 1000, 1000"})
    void amountsAreWrittenAsForTheJvm(String text, long bytes, String written) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(ByteSize.parse(text)).hasToString(written);
    }

    @Test
    void anotherTextIsNoAmount() {
        assertThatThrownBy(() -> ByteSize.parse("6 gigs"))
                .hasMessage("expected an amount such as 512m or 6g, got '6 gigs'");
        assertThatThrownBy(() -> SampleTimes.parse("sometimes"))
                .hasMessage("expected checkpoint, never, or the iterations between samples, got 'sometimes'");
    }
}

package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.instagan.evaluate.verify.Thresholds;
import org.junit.jupiter.api.Test;

final class VerifyReportTest {
    @Test
    void numbersAreTheSameInEveryLocale() {
        StringWriter written = new StringWriter();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            new VerifyReport(new PrintWriter(written), new Thresholds(0.03, 0.002, 60, 0.995), false).finish();
        } finally {
            Locale.setDefault(before);
        }
        assertThat(written.toString())
                .startsWith("allowed: max 0.030, mean 0.0020, PSNR 60 dB, SSIM 0.995")
                .endsWith("passed" + System.lineSeparator());
    }
}

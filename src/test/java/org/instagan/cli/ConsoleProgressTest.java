package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.instagan.model.Loss;
import org.instagan.train.Losses;
import org.instagan.train.TrainingListener;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
    private static final Loss TOTAL =
            new Loss("generators", Loss.Kind.TOTAL, Optional.empty(), 1, "the generators' sum");

    private final StringWriter written = new StringWriter();

    private static TrainingListener.Progress progress(int epoch, int step, double done) {
        return new TrainingListener.Progress(epoch, step, 10, 1.5, done, 90, new Losses(Map.of(TOTAL, 12.5)));
    }

    @Test
    void onATerminalNotesStandOnLinesOfTheirOwnAboveTheBar() {
        try (ConsoleProgress console = new ConsoleProgress(new PrintWriter(written), true, 60)) {
            console.note("building");
            for (int i = 1; i <= 10; i++) {
                console.iterated(progress(1, i, i / 40.0));
                console.note("note " + i);
            }
        }
        List<String> lines = List.of(written.toString().split("\n", -1)); // a \r is within a line
        for (int i = 1; i <= 10; i++) {
            String note = "note " + i;
            assertThat(lines).filteredOn(line -> visible(line).equals(note)).hasSize(1);
        }
        assertThat(lines).allSatisfy(line -> assertThat(visible(line)).hasSizeLessThan(60));
        assertThat(visible(lines.get(0))).isEqualTo("building");
    }

    /** What a terminal shows of a line in the end: what follows the last time that it was cleared. */
    private static String visible(String line) {
        return line.substring(line.lastIndexOf("\u001b[K") + 1)
                .replaceFirst("^\\[K", "")
                .stripTrailing();
    }

    @Test
    void theBarCountsIterations() {
        try (ConsoleProgress console = new ConsoleProgress(new PrintWriter(written), true, 100)) {
            console.iterated(progress(2, 3, 13 / 40.0));
        }
        assertThat(written.toString()).contains("13/40 it").contains("1:30 min left, generators 12.500");
    }

    @Test
    void aTerminalThatClaimsNoWidthIsTakenForAUsualOne() {
        try (ConsoleProgress console = new ConsoleProgress(new PrintWriter(written), true, 0)) {
            console.iterated(progress(2, 3, 13 / 40.0));
        }
        assertThat(written.toString()).contains("13/40 it");
    }

    @Test
    void elsewhereALineNowAndThenInTheProgramsOwnLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try (ConsoleProgress console = new ConsoleProgress(new PrintWriter(written), false, 80)) {
            console.iterated(progress(1, 1, 0.1));
            console.iterated(progress(1, 2, 0.2));
        } finally {
            Locale.setDefault(before);
        }
        assertThat(written.toString().lines())
                .containsExactly(" 10 %  epoch 1, step 1/10, 1.50 s/it, 1:30 min left, generators 12.500");
    }
}

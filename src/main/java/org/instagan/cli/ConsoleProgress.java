package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.instagan.train.Losses;
import org.instagan.train.TrainingListener;

/** One progress line on a terminal; elsewhere a plain line now and then. */
final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final long PARTS = 10_000;
    private static final double SECONDS_BETWEEN_LINES = 10;

    private final PrintWriter out;
    private final ProgressBar bar;
    private long lastLine;

    ConsoleProgress(PrintWriter out) {
        this.out = out;
        // Set by the launcher, which can tell; Java 17's System.console() and Java 22's disagree.
        this.bar = !Boolean.getBoolean("instagan.terminal")
                ? null
                : new ProgressBarBuilder()
                        .setTaskName("training")
                        .setInitialMax(PARTS)
                        .setStyle(ProgressBarStyle.ASCII)
                        .hideEta()
                        .build();
    }

    @Override
    public void iterated(Progress p) {
        String line = String.format(
                Locale.ROOT,
                "epoch %d, step %d/%d, %.2f s/it, %s left, %s",
                p.epoch(),
                p.step(),
                p.steps(),
                p.seconds(),
                time(p.secondsLeft()),
                losses(p.losses()));
        if (bar != null) {
            bar.stepTo(Math.round(p.done() * PARTS));
            bar.setExtraMessage(line);
        } else if (lastLine == 0 || (System.nanoTime() - lastLine) / 1e9 >= SECONDS_BETWEEN_LINES || p.done() >= 1) {
            lastLine = System.nanoTime();
            print(String.format(Locale.ROOT, "%3.0f %%  %s", 100 * p.done(), line));
        }
    }

    @Override
    public void wrote(Path file) {
        note("wrote " + file);
    }

    @Override
    public void note(String text) {
        print(text);
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }

    private static String time(double seconds) {
        Duration d = Duration.ofSeconds(Math.round(seconds));
        return d.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%d:%02d min", d.toMinutes(), d.toSecondsPart());
    }

    private static String losses(Losses losses) {
        StringBuilder text = new StringBuilder();
        for (String name : Losses.NAMES) {
            losses.get(name).ifPresent(v -> text.append(String.format(Locale.ROOT, "%s %.3f ", name, v)));
        }
        return text.toString().strip();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}

package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.instagan.error.OneLine;
import org.instagan.model.Loss;
import org.instagan.train.Losses;
import org.instagan.train.TrainingListener;

/**
 * One progress line on a terminal, with notes above it; elsewhere a plain line now and then. Bar and notes go through one
 * writer, so that neither writes into the other.
 */
final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final double SECONDS_BETWEEN_LINES = 10;
    private static final int COLUMNS = 80;
    private static final int LEAST_COLUMNS = 20;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final Optional<ProgressBar> bar;
    private long lastLine;
    private String shown = "";

    ConsoleProgress(PrintWriter out) {
        // Set by the launcher, which can tell; Java 17's System.console() and Java 22's disagree.
        this(out, Boolean.getBoolean("instagan.terminal"), Integer.getInteger("instagan.columns", COLUMNS));
    }

    ConsoleProgress(PrintWriter out, boolean terminal, int columns) {
        this.out = out;
        // Some terminals say that they have no columns.
        this.bar = terminal ? Optional.of(bar(columns < LEAST_COLUMNS ? COLUMNS : columns)) : Optional.empty();
    }

    private ProgressBar bar(int columns) {
        return new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(-1)
                .setUnit(" it", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, columns - 1))
                .build();
    }

    /** @param line as the bar is to look now, no longer than the terminal is wide */
    private synchronized void draw(String line) {
        shown = line;
        out.print(CLEAR + line);
        out.flush();
    }

    @Override
    public void iterated(Progress p) {
        long iteration = (long) (p.epoch() - 1) * p.steps() + p.step();
        if (bar.isPresent()) {
            bar.get().maxHint(Math.max(iteration, Math.round(iteration / p.done())));
            bar.get().stepTo(iteration);
            bar.get().setExtraMessage(time(p.secondsLeft()) + " left, " + losses(p.losses(), true));
            return;
        }
        boolean due = lastLine == 0 || (System.nanoTime() - lastLine) / 1e9 >= SECONDS_BETWEEN_LINES || p.done() >= 1;
        if (due) {
            lastLine = System.nanoTime();
            note(String.format(
                    Locale.ROOT,
                    "%3.0f %%  epoch %d, step %d/%d, %.2f s/it, %s left, %s",
                    100 * p.done(),
                    p.epoch(),
                    p.step(),
                    p.steps(),
                    p.seconds(),
                    time(p.secondsLeft()),
                    losses(p.losses(), false)));
        }
    }

    @Override
    public void wrote(Path file) {
        note("wrote " + file);
    }

    @Override
    public synchronized void note(String text) {
        String line = OneLine.of(text);
        out.println(bar.isPresent() ? CLEAR + line : line);
        if (bar.isPresent()) {
            out.print(shown);
        }
        out.flush();
    }

    private static String time(double seconds) {
        Duration d = Duration.ofSeconds(Math.round(seconds));
        return d.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%d:%02d min", d.toMinutes(), d.toSecondsPart());
    }

    /** @param few those that fit beside a bar: the total and the discriminators' */
    private static String losses(Losses losses, boolean few) {
        StringBuilder text = new StringBuilder();
        losses.values().forEach((loss, value) -> {
            boolean isShort = loss.kind() == Loss.Kind.TOTAL || loss.kind() == Loss.Kind.DISCRIMINATOR;
            if (isShort || !few) {
                text.append(String.format(Locale.ROOT, "%s %.3f ", loss.name(), value));
            }
        });
        return text.toString().strip();
    }

    @Override
    public void close() {
        bar.ifPresent(b -> {
            b.close();
            out.println();
            out.flush();
        });
    }
}

package org.instagan.train;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.instagan.file.FileProblem;
import org.instagan.model.Loss;

/** {@code losses.csv}: a line an iteration, written at once so that a stopped run keeps all of them. */
final class LossLog implements AutoCloseable {
    private final Path path;
    private final Writer out;

    private final List<Loss> losses;

    /** @param losses the columns, in order */
    LossLog(Path path, List<Loss> losses) {
        this.path = path;
        this.losses = losses;
        try {
            boolean fresh = !Files.exists(path) || Files.size(path) == 0;
            out = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (fresh) {
                String names = losses.stream().map(Loss::name).collect(Collectors.joining(","));
                out.write("epoch,step,iteration_seconds," + names + "\n");
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void add(int epoch, int step, double seconds, Losses values) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%d,%d,%.4f", epoch + 1, step + 1, seconds));
        for (Loss loss : losses) {
            OptionalDouble value = values.get(loss);
            line.append(',');
            value.ifPresent(v -> line.append(String.format(Locale.ROOT, "%.6g", v)));
        }
        try {
            out.append(line).append('\n');
            out.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(IOException e) {
        return FileProblem.of(path + ": cannot be written: " + e.getMessage(), e);
    }
}

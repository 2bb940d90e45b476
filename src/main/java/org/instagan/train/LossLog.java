package org.instagan.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.instagan.error.InputException;
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
        String names = losses.stream().map(Loss::name).collect(Collectors.joining(","));
        String header = "epoch,step,iteration_seconds," + names;
        try {
            boolean fresh = !Files.exists(path) || Files.size(path) == 0;
            if (!fresh) {
                requireHeader(header);
            }
            out = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (fresh) {
                out.write(header + "\n");
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** A run of an earlier version has other columns; values under wrong names would be worse than none. */
    private void requireHeader(String header) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            String found = lines.readLine();
            if (!header.equals(found)) {
                throw new InputException(path + ": expected the columns " + header + ", got " + found
                        + "; move the file away to go on with a new one");
            }
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

package org.instagan.train;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;

/**
 * A table in CSV that grows by a row an iteration, each written at once. What the disk does not take is kept and tried
 * again with the next row: a table is not worth a run.
 */
final class RowLog implements AutoCloseable {
    private final Path path;
    private final Consumer<String> warnings;
    private final FileChannel out;
    private long end;
    private String waiting = "";

    /**
     * Opens the table, and cuts it to the rows of the iterations that are done.
     *
     * @param rows that stay; a row of which the end is missing counts as none
     * @throws InputException when the file has other columns, or cannot be written
     */
    RowLog(Path path, String header, long rows, Consumer<String> warnings) {
        this.path = path;
        this.warnings = warnings;
        try {
            boolean fresh = rows == 0 || !Files.exists(path) || Files.size(path) == 0;
            end = fresh ? 0 : endOf(header, rows);
            out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            out.truncate(end);
            if (fresh) {
                add(header);
            }
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be written: " + FileProblem.reason(e), e);
        }
    }

    /** Where the last row that stays ends. A file of an earlier version has other columns. */
    private long endOf(String header, long rows) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            byte[] first = in.readNBytes(header.length() + 1);
            String found = new String(first, StandardCharsets.UTF_8);
            if (!found.equals(header + "\n")) {
                throw new InputException(path + ": expected the columns " + header + ", got "
                        + found.lines().findFirst().orElse("none")
                        + "; move the file away to go on with a new one");
            }
            long at = first.length;
            long stays = at;
            long seen = 0;
            for (int b = in.read(); b >= 0 && seen < rows; b = in.read()) {
                at++;
                if (b == '\n') {
                    stays = at;
                    seen++;
                }
            }
            if (seen < rows) {
                warnings.accept(path + ": has " + seen + " rows of " + rows + " iterations; the others are lost");
            }
            return stays;
        }
    }

    void add(String row) {
        boolean failed = !waiting.isEmpty();
        waiting += row + "\n";
        try {
            ByteBuffer bytes = ByteBuffer.wrap(waiting.getBytes(StandardCharsets.UTF_8));
            int size = bytes.remaining();
            while (bytes.hasRemaining()) {
                out.write(bytes, end + bytes.position());
            }
            end += size;
            waiting = "";
        } catch (IOException e) {
            if (!failed) {
                warnings.accept("warning: " + path + ": cannot be written (" + FileProblem.reason(e)
                        + "); its rows are kept until it can");
            }
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            warnings.accept("warning: " + path + ": " + FileProblem.reason(e));
        }
    }
}

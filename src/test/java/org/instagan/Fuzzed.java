package org.instagan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.error.InputException;

/** What is common to fuzz tests: whatever comes in, it is read or refused, in one line. */
public final class Fuzzed {
    private Fuzzed() {}

    /** Reads what may be anything. */
    @FunctionalInterface
    public interface Reading {
        void run() throws IOException;
    }

    /** Lets pass what is a reader's right to throw, once its message is fit to be shown. */
    public static void read(Reading reading) throws IOException {
        try {
            reading.run();
        } catch (InputException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal that says nothing", e);
            }
        }
    }

    /** A file of these bytes, which the next one replaces. */
    public static Path file(String name, byte[] bytes) {
        try {
            Path folder = Files.createDirectories(Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "instagan-fuzz-" + ProcessHandle.current().pid()));
            folder.toFile().deleteOnExit();
            Path file = Files.write(folder.resolve(name), bytes);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

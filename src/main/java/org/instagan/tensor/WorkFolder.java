package org.instagan.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.instagan.error.InputException;

/** A folder for what is needed only for a while; closing removes it with all that is in it. */
public record WorkFolder(Path path) implements AutoCloseable {

    /**
     * A new folder within another, so that files can be moved out of it in one step.
     *
     * @throws InputException when it cannot be made
     */
    public static WorkFolder within(Path parent) {
        try {
            Files.createDirectories(parent);
            return new WorkFolder(Files.createTempDirectory(parent, ".work"));
        } catch (IOException e) {
            throw new InputException(parent + ": cannot be written (" + e + "), name a folder that can", e);
        }
    }

    /** A new folder where the system keeps temporary files. */
    public static WorkFolder temporary() {
        return within(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new InputException(path + ": cannot be removed (" + e + ")", e);
        }
    }
}

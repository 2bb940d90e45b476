package org.instagan.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.instagan.error.InputException;

/**
 * A folder for what is needed only for a while; closing removes it with all that is in it, and the folders around it that
 * were made for it unless something came to stay in them. What is open when the process is told to end goes too.
 */
public final class WorkFolder implements AutoCloseable {
    private static final String PREFIX = ".work";
    private static final Set<WorkFolder> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(WorkFolder::removeAll, "work-folders"));
    }

    private final Path path;
    private final List<Path> around;

    private WorkFolder(Path path, List<Path> around) {
        this.path = path;
        this.around = around;
        OPEN.add(this);
    }

    /**
     * A new folder within another, so that files can be moved out of it in one step.
     *
     * @throws InputException when it cannot be made
     */
    public static WorkFolder within(Path parent) {
        List<Path> missing = Stream.iterate(parent.toAbsolutePath().normalize(), Objects::nonNull, Path::getParent)
                .takeWhile(Files::notExists)
                .toList();
        try {
            Files.createDirectories(parent);
            return new WorkFolder(Files.createTempDirectory(parent, PREFIX), missing);
        } catch (IOException e) {
            removeEmpty(missing);
            throw FileProblem.of(parent + ": cannot be written (" + e + "), name a folder that can", e);
        }
    }

    /** Removes what processes left in {@code parent} that were killed; none may work in it now. */
    public static void sweep(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : entries.filter(e -> e.getFileName().toString().startsWith(PREFIX))
                    .toList()) {
                Folders.remove(entry);
            }
        }
    }

    /** What is open goes, for the process ends. */
    public static void removeAll() {
        OPEN.forEach(WorkFolder::abandon);
    }

    /** A new folder where the system keeps temporary files. */
    public static WorkFolder temporary() {
        return within(Path.of(System.getProperty("java.io.tmpdir")));
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        OPEN.remove(this);
        try {
            remove();
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be removed (" + e + ")", e);
        }
    }

    private void remove() throws IOException {
        Folders.remove(path);
        removeEmpty(around);
    }

    /** While whoever works in it goes on for the last moments of the process. */
    private void abandon() {
        try {
            remove();
        } catch (IOException e) {
            // A file came or went meanwhile: what is left is in a folder whose name says that it is only work.
        }
    }

    /** @param folders the innermost first */
    private static void removeEmpty(List<Path> folders) {
        try {
            for (Path folder : folders) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // Something is in it, which is what it is for.
        }
    }
}

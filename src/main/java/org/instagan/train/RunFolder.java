package org.instagan.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.WorkFolder;
import org.instagan.model.Direction;

/**
 * Where a run keeps what it makes: {@code config.yaml}, {@code losses.csv}, {@code losses.png}, {@code
 * checkpoints/epoch-NNNN.ckpt}, {@code samples/epoch-NNNN-A2B.png}.
 */
public final class RunFolder {
    private final Path root;

    public RunFolder(Path root) {
        this.root = root;
    }

    public Path config() {
        return root.resolve("config.yaml");
    }

    public Path losses() {
        return root.resolve("losses.csv");
    }

    public Path plot() {
        return root.resolve("losses.png");
    }

    public Path checkpoint(int epoch) {
        return root.resolve("checkpoints").resolve(String.format(Locale.ROOT, "epoch-%04d.ckpt", epoch));
    }

    public Path sample(int epoch, Direction direction) {
        return root.resolve("samples")
                .resolve(String.format(Locale.ROOT, "epoch-%04d-%s.png", epoch, direction.name()));
    }

    /** For ONNX Runtime's artifacts while a session runs. */
    WorkFolder work() {
        return WorkFolder.within(root);
    }

    /** The last checkpoint, by its epoch. */
    public Optional<Path> lastCheckpoint() {
        Path folder = root.resolve("checkpoints");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("epoch-[0-9]+\\.ckpt"))
                    .max(Comparator.comparing(Path::getFileName));
        } catch (IOException e) {
            throw FileProblem.of(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * A folder that {@code train} made.
     *
     * @throws InputException when it is none
     */
    public static RunFolder open(Path root) {
        RunFolder folder = new RunFolder(root);
        if (!Files.isRegularFile(folder.config())) {
            throw new InputException(root + ": not a run (no config.yaml in it), expected a folder that 'instagan train"
                    + " --out' made");
        }
        return folder;
    }

    /**
     * Makes the folders, for a run that needs so many bytes.
     *
     * @throws InputException when the folder holds a run already, cannot be written, or its disk is too full
     */
    void create(long bytes) {
        if (Files.exists(config())) {
            throw new InputException(root + ": holds a run already; name another folder, or add --resume");
        }
        prepare(bytes);
    }

    void prepare(long bytes) {
        try {
            for (Path folder : List.of(root, root.resolve("checkpoints"), root.resolve("samples"))) {
                Files.createDirectories(folder);
            }
            Files.delete(Files.createTempFile(root, ".probe", ""));
            long free = Files.getFileStore(root).getUsableSpace();
            if (free < bytes) {
                throw new EnvironmentException(
                        root + ": the disk has " + free / 1_000_000 + " MB left, expected at least " + bytes / 1_000_000
                                + " MB for the session and its checkpoints");
            }
        } catch (IOException e) {
            throw FileProblem.of(root + ": cannot be written (" + e + "), name a folder that can", e);
        }
    }
}

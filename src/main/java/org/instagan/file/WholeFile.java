package org.instagan.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.instagan.error.InputException;

/** Writes a file beside its place and moves it there: whoever reads the path finds the old content or the new. */
public final class WholeFile {
    private WholeFile() {}

    /** Puts the content into a channel that is open for writing. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** @throws InputException naming the path, where it cannot be written; what was there then still is */
    public static void write(Path path, Content content) {
        Path target = path.toAbsolutePath();
        Path beside = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            move(beside, target);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be written: " + e, e);
        } finally {
            discard(beside);
        }
    }

    /** @throws InputException naming the path, where it cannot be written; what was there then still is */
    public static void write(Path path, ByteBuffer bytes) {
        write(path, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    public static void write(Path path, String text) {
        write(path, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Puts a file that is whole in its place, over what is there.
     *
     * @throws InputException naming the place, where it cannot be written
     */
    public static void place(Path from, Path to) {
        try {
            move(from, to);
        } catch (IOException e) {
            throw new InputException(to + ": cannot be written: " + e, e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void discard(Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            beside.toFile().deleteOnExit();
        }
    }
}

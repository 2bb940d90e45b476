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
import java.util.UUID;
import org.instagan.error.InputException;

/** Writes a file beside its place and moves it there: whoever reads the path finds the old content or the new. */
public final class WholeFile {
    private WholeFile() {}

    /** Puts the content into a channel that is open for writing. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Returns when the content is on the disk.
     *
     * @throws InputException naming the path, where another would do; what was there then still is
     * @throws org.instagan.error.EnvironmentException naming the path, where the disk fails
     */
    public static void write(Path path, Content content) {
        write(path, content, true);
    }

    /** The same for what can be made again: may be lost if the machine fails in the seconds after it. */
    public static void writeLightly(Path path, byte[] bytes) {
        write(path, all(ByteBuffer.wrap(bytes)), false);
    }

    private static void write(Path path, Content content, boolean flushed) {
        Path target = path.toAbsolutePath();
        // Not the target's name with something behind it, which could be longer than a name may be.
        Path beside = target.resolveSibling("." + UUID.randomUUID() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                if (flushed) {
                    channel.force(true);
                }
            }
            move(beside, target);
        } catch (IOException e) {
            throw FileProblem.writing(path, e);
        } finally {
            discard(beside);
        }
    }

    /** As {@link #write(Path, Content)}. */
    public static void write(Path path, ByteBuffer bytes) {
        write(path, all(bytes));
    }

    private static Content all(ByteBuffer bytes) {
        return channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        };
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
            throw FileProblem.writing(to, e);
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

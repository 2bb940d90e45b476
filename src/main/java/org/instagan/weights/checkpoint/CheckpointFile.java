package org.instagan.weights.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.WholeFile;
import org.instagan.weights.NamedTensors;

/** The file between this program and ONNX Runtime's training session. */
public final class CheckpointFile {
    /** Root offset and identifier. */
    private static final int HEADER = 8;

    private CheckpointFile() {}

    /** @throws InputException naming the path, for whatever is no checkpoint of version 2 with float32 tensors */
    public static SessionState open(Path path) {
        ByteBuffer bytes = mapped(path);
        requireIdentifier(path, bytes);
        try {
            return new CheckpointDecoder(path, bytes).decode();
        } catch (InputException e) {
            throw e;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new InputException(path + ": checkpoint is damaged or cut short: " + e.getMessage(), e);
        }
    }

    /**
     * Writes weights that no optimizer has stepped yet, beside the path and then in one move; equal tensors in equal order
     * give equal bytes.
     *
     * @throws InputException naming the path, where it cannot be written, or where the weights pass the format's 2 GB
     */
    public static void write(Path path, NamedTensors weights) {
        WholeFile.write(path, channel -> new CheckpointEncoder(path, weights).writeTo(channel));
    }

    private static ByteBuffer mapped(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE - HEADER) {
                throw new InputException(path + ": " + size + " bytes, a checkpoint has less than 2 GB");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such checkpoint", e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    private static void requireIdentifier(Path path, ByteBuffer bytes) {
        if (bytes.limit() < HEADER) {
            throw new InputException(path + ": not a training checkpoint: " + bytes.limit() + " bytes");
        }
        byte[] identifier = new byte[HEADER - Integer.BYTES];
        bytes.get(Integer.BYTES, identifier);
        String found = new String(identifier, StandardCharsets.ISO_8859_1);
        if (!found.equals(Schema.IDENTIFIER)) {
            throw new InputException(path + ": not a training checkpoint: expected the identifier '" + Schema.IDENTIFIER
                    + "' at byte 4, got '" + found.replaceAll("\\P{Graph}", "?") + "'");
        }
    }
}

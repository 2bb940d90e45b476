package org.instagan.weights.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.WholeFile;

/** The file between this program and ONNX Runtime's training session. */
public final class CheckpointFile {
    /** Root offset and identifier. */
    private static final int HEADER = 8;

    private CheckpointFile() {}

    /** @throws InputException naming the path, for whatever is no checkpoint of version 2 with float32 tensors */
    public static TrainingState read(Path path) {
        byte[] bytes = bytes(path);
        requireIdentifier(path, bytes);
        try {
            return new CheckpointDecoder(path, ByteBuffer.wrap(bytes)).decode();
        } catch (InputException e) {
            throw e;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new InputException(path + ": checkpoint is damaged or cut short: " + e.getMessage(), e);
        }
    }

    /**
     * Writes beside the path and then moves; equal states in equal order give equal bytes.
     *
     * @throws InputException naming the path, where it cannot be written, or where the state passes the format's 2 GB
     */
    public static void write(Path path, TrainingState state) {
        ByteBuffer bytes = new CheckpointEncoder(path, state).encode();
        WholeFile.write(path, bytes);
    }

    private static byte[] bytes(Path path) {
        try {
            long size = Files.size(path);
            if (size > Integer.MAX_VALUE - HEADER) {
                throw new InputException(path + ": " + size + " bytes, a checkpoint has less than 2 GB");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such checkpoint", e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    private static void requireIdentifier(Path path, byte[] bytes) {
        if (bytes.length < HEADER) {
            throw new InputException(path + ": not a training checkpoint: " + bytes.length + " bytes");
        }
        String found = new String(bytes, Integer.BYTES, HEADER - Integer.BYTES, StandardCharsets.ISO_8859_1);
        if (!found.equals(Schema.IDENTIFIER)) {
            throw new InputException(path + ": not a training checkpoint: expected the identifier '" + Schema.IDENTIFIER
                    + "' at byte 4, got '" + found.replaceAll("\\P{Graph}", "?") + "'");
        }
    }
}

package org.instagan.weights.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.weights.FloatTensor;

/**
 * A module's tensors as {@code torch.save(net.state_dict(), FILE)} writes them: the zip format of PyTorch 1.6 and later, and
 * the one before. Both describe the tensors in a pickle, of which only that is read which a state dict needs.
 */
public final class StateDict {
    private static final int ZIP = 0x04034b50; // "PK", 3, 4
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    private StateDict() {}

    /** Where the data of a storage is. */
    @FunctionalInterface
    interface Storages {
        ByteBuffer data(StoredTensor.Storage storage) throws IOException;
    }

    /**
     * Reads every tensor in the file's order; float16 and float64 become float32, counts too.
     *
     * @throws InputException naming the file, for whatever is no state dict; nothing of it is run, and no more memory is
     *     taken than the file has bytes, twice where they are float16
     */
    public static Map<String, FloatTensor> read(Path path) {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > MAX_BYTES || channel.size() < Integer.BYTES) {
                throw new InputException(path + ": no PyTorch file: " + channel.size() + " bytes");
            }
            ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            return file.getInt(0) == ZIP ? ZipFormat.read(path, file.limit()) : LegacyFormat.read(path, file);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file", e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * Writes float32 tensors in the zip format, which {@code torch.load} reads with {@code weights_only=True}; beside the
     * path and then in one move. Equal maps in equal order give equal bytes.
     *
     * @throws InputException where the path cannot be written
     */
    public static void write(Path path, Map<String, FloatTensor> tensors) {
        ZipFormat.write(path, tensors);
    }

    /** @param bytes of the file, which the tensors together cannot exceed */
    static Map<String, FloatTensor> tensors(Path path, Object pickled, long bytes, Storages storages)
            throws IOException {
        if (!(pickled instanceof Map<?, ?> entries)) {
            throw new InputException(path + ": holds no state dict, expected weights saved with"
                    + " torch.save(net.state_dict(), FILE)");
        }
        long held = 0;
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (!(entry.getValue() instanceof StoredTensor tensor)) {
                throw new InputException(
                        path + ": '" + name + "' is no tensor, expected a state dict of tensors alone");
            }
            held += tensor.elements() * tensor.storage().type().bytes();
            if (held > bytes) {
                throw new InputException(path + ": tensor '" + name + "': with those before it larger than the file");
            }
            ByteBuffer data = storages.data(tensor.storage()).order(ByteOrder.LITTLE_ENDIAN);
            tensors.put(name, tensor.read(data));
        }
        return tensors;
    }
}

package org.instagan.weights.pytorch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;

/**
 * What PyTorch wrote before 1.6: pickles one behind the other (a magic number, the format's version, the machine, the
 * object, the keys of its storages), then for each key the number of its elements and these.
 */
final class LegacyFormat {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private LegacyFormat() {}

    static Map<String, FloatTensor> read(Path path, ByteBuffer file) throws IOException {
        try {
            if (!pickle(path, file).equals(MAGIC)) {
                throw new InputException(path + ": no PyTorch file: its magic number is missing");
            }
        } catch (InputException e) {
            throw new InputException(
                    path + ": no PyTorch file, expected one that torch.save wrote (" + e.getMessage() + ")", e);
        }
        Object version = pickle(path, file);
        if (!version.equals(VERSION)) {
            throw new InputException(path + ": format version " + version + ", expected " + VERSION);
        }
        if (pickle(path, file) instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))) {
            throw new InputException(path + ": written on a big-endian machine, expected little-endian");
        }
        Object pickled = pickle(path, file);
        Object keys = pickle(path, file);
        Map<String, ByteBuffer> places = places(path, file, keys, types(pickled));
        return StateDict.tensors(
                path,
                pickled,
                file.limit(),
                storage -> Optional.ofNullable(places.get(storage.key()))
                        .filter(data -> data.remaining() == storage.bytes())
                        .orElseThrow(() -> new InputException(
                                path + ": storage " + storage.key() + " is not there, or of another size")));
    }

    private static Map<String, Callable> types(Object pickled) {
        Map<String, Callable> types = new HashMap<>();
        if (pickled instanceof Map<?, ?> entries) {
            for (Object value : entries.values()) {
                if (value instanceof StoredTensor tensor) {
                    types.put(tensor.storage().key(), tensor.storage().type());
                }
            }
        }
        return types;
    }

    private static Object pickle(Path path, ByteBuffer file) {
        return new Unpickler(path.toString(), file).load();
    }

    /** The data says the number of its elements, not their size, which the tensors say. */
    private static Map<String, ByteBuffer> places(
            Path path, ByteBuffer file, Object keys, Map<String, Callable> types) {
        Map<String, ByteBuffer> places = new HashMap<>();
        file.order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (Object key : (List<?>) keys) {
                Callable type = types.get((String) key);
                if (type == null) {
                    throw new InputException(path + ": storage " + key + " is of no tensor, expected a state dict");
                }
                long bytes = Math.multiplyExact(file.getLong(), type.bytes());
                if (bytes < 0 || bytes > file.remaining()) {
                    throw new InputException(path + ": cut short: storage " + key + " should have " + bytes + " bytes, "
                            + file.remaining() + " are left");
                }
                places.put((String) key, file.slice(file.position(), (int) bytes));
                file.position(file.position() + (int) bytes);
            }
            return places;
        } catch (BufferUnderflowException | ClassCastException | ArithmeticException e) {
            throw new InputException(path + ": cut short, or no list of storages: " + e.getMessage(), e);
        }
    }
}

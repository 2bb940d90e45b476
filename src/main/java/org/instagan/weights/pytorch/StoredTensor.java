package org.instagan.weights.pytorch;

import java.nio.ByteBuffer;
import java.util.List;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Half;

/**
 * A tensor as a pickle describes it; its data is elsewhere in the file.
 *
 * @param offset of its first element in the storage
 * @param strides in elements
 */
record StoredTensor(Storage storage, long offset, long[] shape, long[] strides) {
    /** @param elements in it */
    record Storage(String key, Callable type, long elements) {
        /** Of {@code ('storage', type, key, location, elements)}. */
        static Storage of(List<Object> identity) {
            Storage storage = new Storage((String) identity.get(2), (Callable) identity.get(1), (Long) identity.get(4));
            boolean whole = identity.size() == 5 || identity.get(5) == Unpickler.None.NONE;
            if (!identity.get(0).equals("storage") || storage.elements < 0 || !whole) {
                throw new IllegalArgumentException("no reference to a storage");
            }
            storage.type.bytes();
            return storage;
        }

        long bytes() {
            return Math.multiplyExact(elements, type.bytes());
        }
    }

    /** Of {@code (storage, offset, shape, strides, …)}. */
    static StoredTensor of(List<Object> arguments) {
        long[] shape = longs(arguments.get(2));
        long[] strides = longs(arguments.get(3));
        StoredTensor tensor = new StoredTensor((Storage) arguments.get(0), (Long) arguments.get(1), shape, strides);
        if (shape.length != strides.length || !tensor.isWithin()) {
            throw new IllegalArgumentException("a tensor that reaches beyond its storage");
        }
        return tensor;
    }

    private static long[] longs(Object tuple) {
        return ((Unpickler.Tuple) tuple)
                .items().stream().mapToLong(v -> (Long) v).toArray();
    }

    private boolean isWithin() {
        try {
            long elements = FloatTensor.elements(shape);
            long last = offset;
            for (int i = 0; i < shape.length; i++) {
                if (shape[i] < 0 || strides[i] < 0) {
                    return false;
                }
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
            }
            // An expanded tensor would have more elements than its storage.
            return offset >= 0 && elements <= storage.elements && (elements == 0 || last < storage.elements);
        } catch (ArithmeticException e) {
            return false;
        }
    }

    long elements() {
        return FloatTensor.elements(shape);
    }

    /** @param data its storage's, little endian */
    FloatTensor read(ByteBuffer data) {
        FloatTensor tensor = FloatTensor.zeros(shape.clone());
        long[] index = new long[shape.length];
        for (int i = 0; i < tensor.data().length; i++) {
            long at = offset;
            for (int d = 0; d < shape.length; d++) {
                at += index[d] * strides[d];
            }
            tensor.data()[i] = value(data, Math.toIntExact(at));
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return tensor;
    }

    private float value(ByteBuffer data, int element) {
        int at = element * storage.type.bytes();
        return switch (storage.type) {
            case FLOAT -> data.getFloat(at);
            case DOUBLE -> (float) data.getDouble(at);
            case HALF -> Half.toFloat(data.getShort(at));
            default -> data.getLong(at);
        };
    }
}

package org.instagan.weights.pytorch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a state dict's pickle may name: nothing here has an effect beyond the value that it makes. */
enum Callable {
    ORDERED_DICT("collections", "OrderedDict") {
        @Override
        Object call(List<Object> arguments) {
            return new LinkedHashMap<>();
        }
    },
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor") {
        @Override
        Object call(List<Object> arguments) {
            return StoredTensor.of(arguments);
        }
    },
    REBUILD_TENSOR_V2("torch._utils", "_rebuild_tensor_v2") {
        @Override
        Object call(List<Object> arguments) {
            return StoredTensor.of(arguments);
        }
    },
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter") {
        @Override
        Object call(List<Object> arguments) {
            return arguments.get(0);
        }
    },
    FLOAT("torch", "FloatStorage"),
    DOUBLE("torch", "DoubleStorage"),
    HALF("torch", "HalfStorage"),
    LONG("torch", "LongStorage");

    private final String module;
    private final String name;

    Callable(String module, String name) {
        this.module = module;
        this.name = name;
    }

    static Optional<Callable> of(String module, String name) {
        return Stream.of(values())
                .filter(c -> c.module.equals(module) && c.name.equals(name))
                .findFirst();
    }

    /** @throws IllegalArgumentException where that makes nothing */
    Object call(List<Object> arguments) {
        throw new IllegalArgumentException(name + " is a type, it makes nothing");
    }

    /** Of an element of a storage of this type. */
    int bytes() {
        return switch (this) {
            case FLOAT -> Float.BYTES;
            case DOUBLE, LONG -> Double.BYTES;
            case HALF -> Short.BYTES;
            default -> throw new IllegalArgumentException(name + " is no storage");
        };
    }

    @Override
    public String toString() {
        return module + "." + name;
    }
}

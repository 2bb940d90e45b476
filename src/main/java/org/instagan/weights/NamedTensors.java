package org.instagan.weights;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in an order, each made or read when it is asked for: what is larger than the heap should be can pass
 * through it one by one.
 */
public interface NamedTensors {
    /** Every tensor's shape by its name, in order. */
    Map<String, long[]> shapes();

    /** @throws IllegalArgumentException when there is none of that name */
    FloatTensor get(String name);

    /** Those whose names begin so, all of them on the heap. */
    default Map<String, FloatTensor> read(String prefix) {
        Map<String, FloatTensor> read = new LinkedHashMap<>();
        for (String name : shapes().keySet()) {
            if (name.startsWith(prefix)) {
                read.put(name, get(name));
            }
        }
        return read;
    }

    /** All of them, on the heap. */
    default Map<String, FloatTensor> read() {
        return read("");
    }

    /** These, but for those that others have too. */
    default NamedTensors with(NamedTensors others) {
        NamedTensors these = this;
        return new NamedTensors() {
            @Override
            public Map<String, long[]> shapes() {
                return these.shapes();
            }

            @Override
            public FloatTensor get(String name) {
                return (others.shapes().containsKey(name) ? others : these).get(name);
            }
        };
    }

    /** Of tensors that are there already. */
    static NamedTensors of(Map<String, FloatTensor> tensors) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return new NamedTensors() {
            @Override
            public Map<String, long[]> shapes() {
                return shapes;
            }

            @Override
            public FloatTensor get(String name) {
                FloatTensor tensor = tensors.get(name);
                if (tensor == null) {
                    throw new IllegalArgumentException("No tensor '" + name + "'");
                }
                return tensor;
            }
        };
    }
}

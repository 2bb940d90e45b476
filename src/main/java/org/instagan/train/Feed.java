package org.instagan.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.Value;
import org.instagan.weights.FloatTensor;

/** The values of one step's inputs by name, on the Java heap. */
final class Feed {
    private final Map<String, FloatTensor> floats = new HashMap<>();
    private final Map<String, long[]> longs = new HashMap<>();

    void put(String name, FloatTensor value) {
        floats.put(name, value);
    }

    void put(String name, List<Integer> values) {
        longs.put(name, values.stream().mapToLong(Integer::longValue).toArray());
    }

    /** Native copies in the order given: the training API reads its inputs by position. The caller closes them. */
    Tensors toTensors(OrtEnvironment environment, List<Value> inputs) throws OrtException {
        Tensors out = new Tensors(new LinkedHashMap<>());
        try {
            for (Value input : inputs) {
                out.byName().put(input.name(), tensor(environment, input.name()));
            }
            return out;
        } catch (OrtException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, String name) throws OrtException {
        FloatTensor f = floats.get(name);
        if (f != null) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(f.data()), f.shape());
        }
        long[] l = longs.get(name);
        if (l == null) {
            throw new IllegalStateException("Training step: no value for its input '" + name + "'");
        }
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(l), new long[] {l.length});
    }

    /** The native tensors of one step; closing closes all. */
    record Tensors(Map<String, OnnxTensor> byName) implements AutoCloseable {
        @Override
        public void close() {
            new ArrayList<>(byName.values()).forEach(OnnxTensor::close);
        }
    }
}

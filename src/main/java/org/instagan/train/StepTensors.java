package org.instagan.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.graph.Value;
import org.instagan.model.Feed;
import org.instagan.weights.FloatTensor;

/** Native copies of one step's inputs; closing closes all. */
record StepTensors(Map<String, OnnxTensor> byName) implements AutoCloseable {

    /**
     * Copies a feed.
     *
     * @param inputs in whose order they come: the training API reads its inputs by position
     * @throws IllegalStateException when the feed lacks an input; what was copied before is closed then
     */
    static StepTensors of(OrtEnvironment environment, List<Value> inputs, Feed feed) throws OrtException {
        return fill(new StepTensors(new LinkedHashMap<>()), environment, inputs, feed);
    }

    static StepTensors fill(StepTensors tensors, OrtEnvironment environment, List<Value> inputs, Feed feed)
            throws OrtException {
        try {
            for (Value input : inputs) {
                tensors.byName.put(input.name(), tensor(environment, input.name(), feed));
            }
            return tensors;
        } catch (OrtException | RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, String name, Feed feed) throws OrtException {
        Optional<FloatTensor> floats = feed.floats(name);
        if (floats.isPresent()) {
            return OnnxTensor.createTensor(
                    environment,
                    FloatBuffer.wrap(floats.get().data()),
                    floats.get().shape());
        }
        long[] indices = feed.indices(name)
                .orElseThrow(() -> new IllegalStateException("Training step: no value for its input '" + name + "'"));
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(indices), new long[] {indices.length});
    }

    @Override
    public void close() {
        byName.values().forEach(OnnxTensor::close);
    }
}

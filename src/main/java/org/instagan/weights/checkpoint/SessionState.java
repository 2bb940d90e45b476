package org.instagan.weights.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * What a training session goes on from, as it lies in a file: weights, and Adam's two moments of each once it has stepped.
 * Tensors are read from the file when they are asked for, so it must stay as it is; moving or deleting it does no harm.
 */
public final class SessionState {
    private final Map<String, StoredTensor> weights;
    private final Map<String, StoredTensor> moments;
    private final long step;

    SessionState(Map<String, StoredTensor> weights, Map<String, StoredTensor> moments, long step) {
        this.weights = weights;
        this.moments = moments;
        this.step = step;
    }

    /** Optimizer steps taken. */
    public long step() {
        return step;
    }

    /** Weights, and moments by their own names; each a view of the file's bytes. */
    Map<String, StoredTensor> tensors() {
        Map<String, StoredTensor> all = new LinkedHashMap<>(weights);
        all.putAll(moments);
        return all;
    }

    /** Trainable parameters, by the names that the training model gives them. */
    public NamedTensors weights() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return new NamedTensors() {
            @Override
            public Map<String, long[]> shapes() {
                return Collections.unmodifiableMap(shapes);
            }

            @Override
            public FloatTensor get(String name) {
                StoredTensor tensor = weights.get(name);
                if (tensor == null) {
                    throw new IllegalArgumentException("No tensor '" + name + "'");
                }
                return tensor.read();
            }
        };
    }

    /** A weight or a moment that holds a NaN or an infinity: its name, or {@code NAME.momentum0}, {@code NAME.momentum1}. */
    public Optional<String> notFinite() {
        return java.util.stream.Stream.of(weights, moments)
                .flatMap(tensors -> tensors.entrySet().stream())
                .filter(tensor -> !tensor.getValue().isFinite())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}

package org.instagan.weights.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.weights.FloatTensor;

/**
 * What a training session goes on from. The maps keep their order.
 *
 * @param trainable parameters with a gradient, by the names that the training model gives them
 * @param frozen parameters without
 * @param optimizer Adam's state: of no parameter before the first session, else of every trainable one
 * @param properties what the session's owner wants to find again
 */
public record TrainingState(
        Map<String, FloatTensor> trainable,
        Map<String, FloatTensor> frozen,
        OptimizerState optimizer,
        Properties properties) {

    public TrainingState {
        trainable = ordered(trainable);
        frozen = ordered(frozen);
        for (String name : frozen.keySet()) {
            if (trainable.containsKey(name)) {
                throw new IllegalArgumentException("Parameter '" + name + "' is both trainable and frozen");
            }
        }
        for (Map.Entry<String, Adam> e : optimizer.moments().entrySet()) {
            FloatTensor parameter = trainable.get(e.getKey());
            if (parameter == null
                    || !Arrays.equals(parameter.shape(), e.getValue().first().shape())) {
                throw new IllegalArgumentException("Optimizer state of '" + e.getKey() + "': shape "
                        + Arrays.toString(e.getValue().first().shape()) + ", the trainable parameter has "
                        + (parameter == null ? "none" : Arrays.toString(parameter.shape())));
            }
        }
        if (!optimizer.moments().isEmpty() && optimizer.moments().size() != trainable.size()) {
            throw new IllegalArgumentException(
                    "Optimizer state of " + optimizer.moments().size() + " parameters, expected all " + trainable.size()
                            + " trainable ones, or none");
        }
    }

    /** Fresh weights: ONNX Runtime starts their optimizer at step 0 with moments of 0. */
    public static TrainingState initial(Map<String, FloatTensor> trainable, Map<String, FloatTensor> frozen) {
        return new TrainingState(trainable, frozen, OptimizerState.NONE, Properties.NONE);
    }

    /**
     * One parameter's moments, both of its shape.
     *
     * @param first mean of the gradients
     * @param second mean of their squares
     */
    public record Adam(FloatTensor first, FloatTensor second) {
        public Adam {
            if (!Arrays.equals(first.shape(), second.shape())) {
                throw new IllegalArgumentException("Adam's moments: shapes " + Arrays.toString(first.shape()) + " and "
                        + Arrays.toString(second.shape()) + " differ");
            }
        }
    }

    /**
     * Adam's state.
     *
     * @param step optimizer steps taken
     * @param initialLearningRate the rate that a scheduler starts from
     * @param moments by parameter
     */
    public record OptimizerState(long step, float initialLearningRate, Map<String, Adam> moments) {
        public static final OptimizerState NONE = new OptimizerState(0, 0f, Map.of());

        public OptimizerState {
            moments = ordered(moments);
        }
    }

    /** Named values; ONNX Runtime keeps all three kinds in one name space. */
    public record Properties(Map<String, Long> ints, Map<String, Float> floats, Map<String, String> strings) {
        public static final Properties NONE = new Properties(Map.of(), Map.of(), Map.of());

        public Properties {
            ints = ordered(ints);
            floats = ordered(floats);
            strings = ordered(strings);
        }
    }

    private static <T> Map<String, T> ordered(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

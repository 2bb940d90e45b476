package org.instagan.model.instagan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.checkpoint.TrainingState;

/**
 * Fresh weights as the authors start: generators normal(0, 0.02) with biases of 0; discriminators, whose spectral
 * normalisation hides their weights from that rule, PyTorch's uniform(±1/√fan-in); power vectors of length 1.
 */
final class Initializer {
    private static final double DEVIATION = 0.02;

    private Initializer() {}

    /** Of a training step: parameters as trainable, the power vectors {@code weight_u} as frozen. */
    static TrainingState state(Graph graph, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        for (Value parameter : graph.parameters()) {
            weights.put(parameter.name(), parameter(parameter, weights, random.split()));
        }
        Map<String, FloatTensor> vectors = new LinkedHashMap<>();
        for (Value input : graph.inputs()) {
            if (input.name().endsWith(".weight_u")) {
                vectors.put(input.name(), unit(input.shape().sizes(), random.split()));
            }
        }
        return TrainingState.initial(weights, vectors);
    }

    private static FloatTensor parameter(Value value, Map<String, FloatTensor> earlier, RandomGenerator random) {
        FloatTensor tensor = FloatTensor.zeros(value.shape().sizes());
        String name = value.name();
        if (name.startsWith("G_")) {
            if (name.endsWith(".weight")) {
                fill(tensor, () -> random.nextGaussian() * DEVIATION);
            }
            return tensor;
        }
        // A bias is declared after its weight and has the weight's fan-in.
        long[] weight = name.endsWith(".bias")
                ? earlier.get(name.replace(".bias", ".weight_bar")).shape()
                : tensor.shape();
        double bound = 1 / Math.sqrt((double) weight[1] * weight[2] * weight[3]);
        fill(tensor, () -> random.nextDouble(-bound, bound));
        return tensor;
    }

    private static FloatTensor unit(long[] shape, RandomGenerator random) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        fill(tensor, random::nextGaussian);
        double square = 0;
        for (float v : tensor.data()) {
            square += (double) v * v;
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (tensor.data()[i] / length);
        }
        return tensor;
    }

    private static void fill(FloatTensor tensor, java.util.function.DoubleSupplier values) {
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) values.getAsDouble();
        }
    }
}

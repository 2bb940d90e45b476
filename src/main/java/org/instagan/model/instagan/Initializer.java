package org.instagan.model.instagan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.model.Family;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * Fresh weights as the authors start: generators by an {@link Initialization}; discriminators, whose spectral
 * normalisation hides their weights from that rule, PyTorch's uniform(±1/√fan-in); power vectors of length 1. Each
 * parameter has a random stream of its own, by its place in the graph, and is made when it is asked for.
 */
final class Initializer implements NamedTensors {
    private final Initialization initialization;
    private final long seed;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final List<String> order;

    private Initializer(List<Value> parameters, Initialization initialization, long seed) {
        this.initialization = initialization;
        this.seed = seed;
        parameters.forEach(p -> shapes.put(p.name(), p.shape().sizes()));
        this.order = List.copyOf(shapes.keySet());
    }

    /** Of a training step: its parameters, and the power vectors {@code weight_u} as carried. */
    static Family.Start start(Graph graph, Initialization initialization, long seed) {
        Initializer weights = new Initializer(graph.parameters(), initialization, seed);
        SplittableRandom random = weights.split(graph.parameters().size());
        Map<String, FloatTensor> vectors = new LinkedHashMap<>();
        for (Value input : graph.inputs()) {
            if (input.name().endsWith(".weight_u")) {
                vectors.put(input.name(), unit(input.shape().sizes(), random.split()));
            }
        }
        return new Family.Start(weights, vectors);
    }

    @Override
    public Map<String, long[]> shapes() {
        return shapes;
    }

    @Override
    public FloatTensor get(String name) {
        int place = order.indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException("No tensor '" + name + "'");
        }
        return parameter(name, split(place).split());
    }

    /** The seed's generator after so many splits. */
    private SplittableRandom split(int times) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < times; i++) {
            random.split();
        }
        return random;
    }

    private FloatTensor parameter(String name, RandomGenerator random) {
        long[] shape = shapes.get(name);
        FloatTensor tensor = FloatTensor.zeros(shape);
        if (name.endsWith(".weight") && shape.length == 1) { // of batch normalisation
            fill(tensor, () -> 1 + random.nextGaussian() * initialization.gain());
            return tensor;
        }
        if (name.endsWith(".weight")) {
            return initialization.of(shape, random);
        }
        // A bias has its weight's fan-in; normalisations and generators have no such weight.
        long[] weight = shapes.get(name.replace(".bias", ".weight_bar"));
        if (weight == null) {
            return tensor;
        }
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

    private static void fill(FloatTensor tensor, DoubleSupplier values) {
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) values.getAsDouble();
        }
    }
}

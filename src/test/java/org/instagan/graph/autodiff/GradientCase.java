package org.instagan.graph.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.platform.ort.GraphRun;
import org.instagan.weights.FloatTensor;

/**
 * A small graph around one operator: its operands, and what it makes of them. The loss is the sum of the result times
 * random weights, so that no symmetry of the operator hides a mistake.
 */
record GradientCase(Op op, String what, Net net, List<Operand> operands) {
    /** Half the distance of a central difference: truncation (its square) and rounding (1e-7 over it) both near 1e-5. */
    private static final float STEP = 1f / 128;

    /** From operands to the result under test. */
    interface Net {
        Value apply(GraphBuilder g, List<Value> x);
    }

    /** Where an operator is smooth. */
    enum Domain {
        ANY,
        POSITIVE,
        /** Away from 0 and from ±0.7, where the cases' kinks are. */
        OFF_KINKS;

        float draw(SplittableRandom random) {
            float sign = random.nextBoolean() ? 1 : -1;
            float u = (float) random.nextDouble();
            return switch (this) {
                case ANY -> 2 * u - 1;
                case POSITIVE -> 0.5f + u;
                case OFF_KINKS -> sign * (u < 0.5f ? 0.2f + 0.6f * u : 0.6f + 0.6f * u);
            };
        }
    }

    /** @param sizes what the axes of the shape, symbolic or not, are when the graph runs */
    record Operand(Domain domain, Shape shape, long... sizes) {
        static Operand fixed(Domain domain, long... sizes) {
            return new Operand(domain, Shape.of(sizes), sizes);
        }

        FloatTensor draw(SplittableRandom random) {
            FloatTensor t = FloatTensor.zeros(sizes);
            for (int i = 0; i < t.data().length; i++) {
                t.data()[i] = domain.draw(random);
            }
            return t;
        }
    }

    @Override
    public String toString() {
        return op.onnxName() + ", " + what;
    }

    /** A directional derivative by both ways; {@code scale} is the gradient's length. */
    record Derivative(int operand, double analytic, double numeric, double scale) {}

    /** Gradients with respect to some of the operands at once, each checked along a direction of its own. */
    List<Derivative> derivatives(List<Integer> wanted, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, FloatTensor> at = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            at.put("x" + i, operands.get(i).draw(random));
        }
        List<Derivative> out = new ArrayList<>();
        try (GraphRun forward = new GraphRun(graph(List.of()));
                GraphRun backward = new GraphRun(graph(wanted))) {
            FloatTensor y = forward.run(at).get("y");
            FloatTensor weights = new Operand(Domain.ANY, Shape.of(y.shape()), y.shape()).draw(random);
            Map<String, FloatTensor> withWeights = new HashMap<>(at);
            withWeights.put("weights", weights);
            Map<String, FloatTensor> gradients = backward.run(withWeights);
            for (int i : wanted) {
                FloatTensor gradient = gradients.get("d" + i);
                FloatTensor direction =
                        Operand.fixed(Domain.ANY, at.get("x" + i).shape()).draw(random);
                double numeric = (loss(forward, at, i, direction, STEP, weights)
                                - loss(forward, at, i, direction, -STEP, weights))
                        / (2 * STEP);
                double scale = Math.sqrt(dot(gradient, gradient));
                out.add(new Derivative(i, dot(gradient, direction), numeric, scale));
            }
        }
        return out;
    }

    /** The result alone, or the gradients of its weighted sum. */
    Graph graph(List<Integer> wanted) {
        GraphBuilder g = new GraphBuilder("case");
        List<Value> x = IntStream.range(0, operands.size())
                .mapToObj(
                        i -> g.input("x" + i, ElementType.FLOAT, operands.get(i).shape()))
                .toList();
        Value y = net.apply(g, x);
        if (wanted.isEmpty()) {
            return g.build(List.of(g.named("y", y)));
        }
        Value weighted = g.mul(y, g.input("weights", ElementType.FLOAT, y.shape()));
        Value loss = g.reduceSum(
                weighted, false, IntStream.range(0, y.shape().rank()).toArray());
        Map<Value, Value> gradients =
                Gradients.of(g, loss, wanted.stream().map(x::get).toList());
        return g.build(wanted.stream()
                .map(i -> g.named("d" + i, gradients.get(x.get(i))))
                .toList());
    }

    private static double loss(
            GraphRun run, Map<String, FloatTensor> at, int operand, FloatTensor direction, float step, FloatTensor w)
            throws Exception {
        FloatTensor x = at.get("x" + operand);
        float[] moved = Arrays.copyOf(x.data(), x.data().length);
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction.data()[i];
        }
        Map<String, FloatTensor> there = new HashMap<>(at);
        there.put("x" + operand, new FloatTensor(x.shape(), moved));
        return dot(run.run(there).get("y"), w);
    }

    private static double dot(FloatTensor a, FloatTensor b) {
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new AssertionError("shapes differ: " + a + " and " + b);
        }
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            sum += (double) a.data()[i] * b.data()[i];
        }
        return sum;
    }
}

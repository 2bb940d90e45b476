package org.instagan.graph.autodiff;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.instagan.graph.Dim;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Order;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Reverse-mode differentiation: one sweep backwards over a builder's nodes, appending ordinary nodes that compute the
 * gradients. Only what lies between the wanted values and the loss is differentiated, so a value that no wanted one
 * feeds is a constant to the sweep, without a stop-gradient operator.
 */
public final class Gradients {
    private final GraphBuilder graph;
    private final Map<String, Value> adjoints = new HashMap<>();

    private Gradients(GraphBuilder graph) {
        this.graph = graph;
    }

    /**
     * Appends the gradient of a loss of one element with respect to each wanted value.
     *
     * @return a gradient of the value's own shape for each, in the order asked for
     * @throws IllegalArgumentException when the loss has more than one element, or does not depend on a wanted value
     */
    public static Map<Value, Value> of(GraphBuilder graph, Value loss, Collection<Value> wanted) {
        if (!loss.shape().isFixed() || (loss.shape().rank() > 0 && !loss.shape().equals(Shape.of(1)))) {
            throw new IllegalArgumentException("Gradient: expected a loss of one element, got " + loss);
        }
        Gradients sweep = new Gradients(graph);
        sweep.backwards(loss, wanted);
        Map<Value, Value> gradients = new LinkedHashMap<>();
        for (Value value : wanted) {
            Value gradient = sweep.adjoints.get(value.name());
            if (gradient == null) {
                throw new IllegalArgumentException("Gradient: the loss does not depend on " + value);
            }
            gradients.put(value, gradient);
        }
        return gradients;
    }

    private void backwards(Value loss, Collection<Value> wanted) {
        List<Node> nodes = graph.nodes();
        Set<String> active = activeNames(nodes, wanted);
        Recomputation again = new Recomputation(graph, nodes);
        adjoints.put(loss.name(), graph.constant(new float[] {1}, loss.shape().sizes()));
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            Value adjoint = adjoints.get(node.output().name());
            if (adjoint != null && active.contains(node.output().name())) {
                Node late = again.late(node, adjoint);
                List<Optional<Value>> parts =
                        GradientRules.apply(graph, late, adjoint, v -> active.contains(again.original(v)));
                accumulate(node, parts, active);
            }
        }
    }

    private static Set<String> activeNames(List<Node> nodes, Collection<Value> wanted) {
        Set<String> active = new HashSet<>();
        wanted.forEach(v -> active.add(v.name()));
        for (Node node : nodes) {
            if (Order.read(node).stream().anyMatch(v -> active.contains(v.name()))) {
                // Sizes, indices and conditions have no gradient, whatever they are read off.
                node.outputs().stream().filter(v -> v.type().isFloat()).forEach(v -> active.add(v.name()));
            }
        }
        return active;
    }

    private void accumulate(Node node, List<Optional<Value>> parts, Set<String> active) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Value input = node.inputs().get(i);
            if (parts.get(i).isEmpty() || !active.contains(input.name())) {
                continue;
            }
            Value part = unbroadcast(parts.get(i).get(), input.shape());
            adjoints.merge(input.name(), part, graph::add);
        }
    }

    /** Sums over the axes that broadcasting stretched, then over those that it added. */
    private Value unbroadcast(Value gradient, Shape to) {
        int added = gradient.shape().rank() - to.rank();
        int[] stretched = IntStream.range(0, to.rank())
                .filter(i -> to.dim(i).equals(Dim.of(1))
                        && !gradient.shape().dim(i + added).equals(Dim.of(1)))
                .map(i -> i + added)
                .toArray();
        Value sum = stretched.length == 0 ? gradient : graph.reduceSum(gradient, true, stretched);
        return added == 0
                ? sum
                : graph.reduceSum(sum, false, IntStream.range(0, added).toArray());
    }
}

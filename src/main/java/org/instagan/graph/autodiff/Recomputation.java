package org.instagan.graph.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.Attribute;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Order;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Makes values of the forward pass again for the backward pass where that is cheap: what stays in memory between the
 * two is what convolutions gave, not its normalised, rectified and padded copies. What is made again waits for the
 * adjoint that it is read with.
 */
final class Recomputation {
    private final GraphBuilder graph;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Value> again = new HashMap<>();
    private final Map<String, String> originals = new HashMap<>();

    Recomputation(GraphBuilder graph, List<Node> forward) {
        this.graph = graph;
        forward.forEach(n -> n.outputs().forEach(v -> producers.put(v.name(), n)));
    }

    /** The node, reading what its gradient's rule reads as made again. */
    Node late(Node node, Value adjoint) {
        List<Value> in = new ArrayList<>(node.inputs());
        List<Value> out = new ArrayList<>(node.outputs());
        switch (node.op()) {
            case CONV, CONV_TRANSPOSE, BATCH_NORM_INTERNAL -> in.set(0, late(in.get(0), adjoint));
            case MUL -> in.replaceAll(v -> late(v, adjoint));
            case RELU, LEAKY_RELU -> out.set(0, late(out.get(0), adjoint));
            default -> {
                return node;
            }
        }
        return new Node(node.op(), in, out, node.attributes());
    }

    /** The name of the value that {@code v} is, or is made again. */
    String original(Value v) {
        return originals.getOrDefault(v.name(), v.name());
    }

    private Value late(Value v, Value adjoint) {
        return isCheap(v) ? again(v, adjoint) : v;
    }

    /** Whether the value is made of others by little work, and has memory of its own. */
    private boolean isCheap(Value v) {
        Node p = producers.get(v.name());
        return p != null
                && v.shape().rank() == 4
                && switch (p.op()) {
                    case RESHAPE -> isCheap(p.inputs().get(0));
                    case PAD, RELU, LEAKY_RELU, BATCH_NORM_INTERNAL -> true;
                    case ADD, MUL -> largeOperand(p) >= 0;
                    default -> false;
                };
    }

    /** The one operand of the result's shape, where the other is broadcast; -1 where both are of it. */
    private static int largeOperand(Node p) {
        Shape shape = p.output().shape();
        boolean first = p.inputs().get(0).shape().equals(shape);
        boolean second = p.inputs().get(1).shape().equals(shape);
        return first == second ? -1 : first ? 0 : 1;
    }

    private Value again(Value v, Value adjoint) {
        Value known = again.get(v.name());
        if (known == null) {
            known = make(v, adjoint);
            again.put(v.name(), known);
            originals.put(known.name(), v.name());
        }
        return known;
    }

    private Value make(Value v, Value adjoint) {
        Node p = producers.get(v.name());
        if (!isCheap(v) && !isReshaped(p)) {
            return Order.after(graph, v, adjoint);
        }
        int data = p.op() == Op.ADD || p.op() == Op.MUL ? largeOperand(p) : 0;
        List<Value> in = new ArrayList<>(p.inputs());
        in.set(data, again(in.get(data), adjoint));
        if (p.op() == Op.BATCH_NORM_INTERNAL) {
            return normalised(p, in.get(0));
        }
        Value like = new Value("", v.type(), v.shape());
        return graph.node(p.op(), in, List.of(like), p.attributes()).get(0);
    }

    /** A view of what a node gave, to be taken again rather than kept. */
    private boolean isReshaped(Node p) {
        return p != null
                && p.op() == Op.RESHAPE
                && producers.containsKey(p.inputs().get(0).name());
    }

    /** By the mean and the inverse deviation d that the forward pass found: (x - mean)·d, as the operator of inference. */
    private Value normalised(Node p, Value x) {
        float epsilon = ((Attribute.Real) p.attributes().get("epsilon")).value();
        Value zeros = p.inputs().get(2);
        Value mean = p.outputs().get(3);
        Value inverse = p.outputs().get(4);
        Value unitVariance = graph.add(graph.mul(zeros, zeros), 1.0 - epsilon);
        return graph.node(
                        Op.BATCH_NORMALIZATION,
                        List.of(x, inverse, zeros, mean, unitVariance),
                        List.of(new Value("", x.type(), x.shape())),
                        Map.of("epsilon", p.attributes().get("epsilon")))
                .get(0);
    }
}

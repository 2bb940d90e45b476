package org.instagan.graph.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.instagan.graph.Attribute;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/**
 * The table of gradient rules: for every operator one entry per input, or an explicit zero ({@link #none}), or an
 * explicit refusal. A rule may return a gradient that is still broadcast; the sweep sums it.
 */
final class GradientRules {
    private GradientRules() {}

    static List<Optional<Value>> apply(GraphBuilder g, Node node, Value dy, Predicate<Value> active) {
        List<Value> in = node.inputs();
        Value x = in.get(0);
        Value y = node.output();
        return switch (node.op()) {
            case IDENTITY -> each(dy);
            case ADD -> each(dy, dy);
            case SUB -> pair(active, in, dy, () -> g.unary(Op.NEG, dy));
            case MUL -> lazily(active, in, () -> g.mul(dy, in.get(1)), () -> g.mul(dy, x));
            case DIV ->
                lazily(active, in, () -> g.div(dy, in.get(1)), () -> g.unary(Op.NEG, g.div(g.mul(dy, y), in.get(1))));
            case NEG -> each(g.unary(Op.NEG, dy));
            case ABS -> each(g.mul(dy, g.unary(Op.SIGN, x)));
            case SQRT -> each(g.div(g.mul(dy, 0.5), y));
            // By the sign of y, which is that of x: y is kept for the next layer, x need not be.
            case RELU -> each(rectified(g, Op.RELU_GRAD, node, dy));
            case LEAKY_RELU -> each(rectified(g, Op.LEAKY_RELU_GRAD, node, dy));
            case TANH -> each(g.mul(dy, g.sub(g.scalar(1), g.mul(y, y))));
            case SIGMOID -> each(g.mul(dy, g.mul(y, g.sub(g.scalar(1), y))));
            case SOFTPLUS -> each(g.mul(dy, g.unary(Op.SIGMOID, x)));
            case CLIP -> first(in, g.where(g.equal(x, y), dy, g.scalar(0)));
            case WHERE -> where(g, node, dy, active);
            case CONV -> ConvolutionRules.conv(g, node, dy, active);
            case CONV_TRANSPOSE -> ConvolutionRules.convTranspose(g, node, dy, active);
            case INSTANCE_NORMALIZATION -> first(in, instanceNormalization(g, node, dy));
            case BATCH_NORM_INTERNAL -> batchNormalization(g, node, dy);
            case PAD -> first(in, ConvolutionRules.pad(g, node, dy));
            case RESHAPE, UNSQUEEZE -> first(in, g.reshape(dy, x.shape(), g.shapeOf(x)));
            case TRANSPOSE -> each(g.transpose(dy, inverse(node)));
            case CONCAT -> concat(g, node, dy, active);
            case GATHER -> first(in, gather(g, node, dy));
            // What a value waits for is no part of it.
            case EXPAND, PASS_THROUGH -> first(in, dy);
            case REDUCE_SUM -> first(in, spread(g, node, dy));
            case REDUCE_MEAN -> first(in, g.mul(spread(g, node, dy), g.div(g.count(y), g.count(x))));
            case MATMUL ->
                lazily(active, in, () -> g.matmul(dy, turned(g, in.get(1))), () -> g.matmul(turned(g, x), dy));
            // Whole numbers, shapes and steps: constant between their jumps.
            case CAST, EQUAL, GREATER, GROUP, NON_ZERO, RANGE, SHAPE, SIGN, SIZE -> none(in);
            // The power iteration of spectral normalisation: u and v are held constant by definition.
            case SCAN -> none(in);
            case SLICE -> first(in, slice(g, node, dy));
            case BATCH_NORMALIZATION,
                    BATCH_NORMALIZATION_GRAD,
                    CONV_GRAD,
                    DEQUANTIZE_LINEAR,
                    GATHER_GRAD,
                    IN_PLACE_ACCUMULATOR,
                    LEAKY_RELU_GRAD,
                    LOOP,
                    QUANTIZE_LINEAR,
                    REDUCE_MAX,
                    RELU_GRAD,
                    SCATTER_ND ->
                throw new IllegalArgumentException(node.op().onnxName() + " '" + y.name()
                        + "': it has no gradient here; keep it off the path to a loss");
        };
    }

    private static List<Optional<Value>> each(Value... gradients) {
        return java.util.Arrays.stream(gradients).map(Optional::of).toList();
    }

    static List<Optional<Value>> none(List<Value> inputs) {
        return new ArrayList<>(Collections.nCopies(inputs.size(), Optional.empty()));
    }

    private static List<Optional<Value>> first(List<Value> inputs, Value gradient) {
        List<Optional<Value>> parts = none(inputs);
        parts.set(0, Optional.of(gradient));
        return parts;
    }

    private static List<Optional<Value>> pair(
            Predicate<Value> active, List<Value> in, Value a, java.util.function.Supplier<Value> b) {
        return lazily(active, in, () -> a, b);
    }

    private static List<Optional<Value>> lazily(
            Predicate<Value> active,
            List<Value> in,
            java.util.function.Supplier<Value> a,
            java.util.function.Supplier<Value> b) {
        List<Optional<Value>> parts = none(in);
        if (active.test(in.get(0))) {
            parts.set(0, Optional.of(a.get()));
        }
        if (active.test(in.get(1))) {
            parts.set(1, Optional.of(b.get()));
        }
        return parts;
    }

    private static Value rectified(GraphBuilder g, Op op, Node node, Value dy) {
        Value y = node.output();
        Value dx = new Value("", y.type(), y.shape());
        return g.node(op, List.of(dy, y), List.of(dx), node.attributes()).get(0);
    }

    private static List<Optional<Value>> where(GraphBuilder g, Node node, Value dy, Predicate<Value> active) {
        Value condition = node.inputs().get(0);
        List<Optional<Value>> parts = none(node.inputs());
        if (active.test(node.inputs().get(1))) {
            parts.set(1, Optional.of(g.where(condition, dy, g.scalar(0))));
        }
        if (active.test(node.inputs().get(2))) {
            parts.set(2, Optional.of(g.where(condition, g.scalar(0), dy)));
        }
        return parts;
    }

    /** dx = (dy - mean(dy) - y·mean(dy·y)) / sqrt(var + epsilon), means over each channel's H·W. */
    private static Value instanceNormalization(GraphBuilder g, Node node, Value dy) {
        Value x = node.inputs().get(0);
        Value y = node.output();
        double epsilon = ((Attribute.Real) node.attributes().get("epsilon")).value();
        Value centred = g.sub(x, g.reduceMean(x, true, 2, 3));
        Value variance = g.reduceMean(g.mul(centred, centred), true, 2, 3);
        Value deviation = g.unary(Op.SQRT, g.add(variance, epsilon));
        Value along = g.mul(y, g.reduceMean(g.mul(dy, y), true, 2, 3));
        return g.div(g.sub(g.sub(dy, g.reduceMean(dy, true, 2, 3)), along), deviation);
    }

    private static List<Optional<Value>> batchNormalization(GraphBuilder g, Node node, Value dy) {
        List<Value> in = node.inputs();
        List<Value> made = g.node(
                Op.BATCH_NORMALIZATION_GRAD,
                List.of(
                        dy,
                        in.get(0),
                        in.get(1),
                        node.outputs().get(3),
                        node.outputs().get(4)),
                in.subList(0, 3).stream()
                        .map(v -> new Value("", v.type(), v.shape()))
                        .toList(),
                Map.of("epsilon", node.attributes().get("epsilon")));
        List<Optional<Value>> parts = none(in);
        for (int i = 0; i < made.size(); i++) {
            parts.set(i, Optional.of(made.get(i)));
        }
        return parts;
    }

    /** The last two axes exchanged. */
    private static Value turned(GraphBuilder g, Value x) {
        int[] order = IntStream.range(0, x.shape().rank()).toArray();
        order[order.length - 1] = order.length - 2;
        order[order.length - 2] = order.length - 1;
        return g.transpose(x, order);
    }

    private static int[] inverse(Node transpose) {
        List<Long> perm = ((Attribute.Ints) transpose.attributes().get("perm")).values();
        int[] inverse = new int[perm.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[perm.get(i).intValue()] = i;
        }
        return inverse;
    }

    private static List<Optional<Value>> concat(GraphBuilder g, Node node, Value dy, Predicate<Value> active) {
        int axis = (int) ((Attribute.Int) node.attributes().get("axis")).value();
        List<Optional<Value>> parts = none(node.inputs());
        Value start = g.int64s(0);
        for (int i = 0; i < node.inputs().size(); i++) {
            Value part = node.inputs().get(i);
            Value end = g.add(start, g.sizeOf(part, axis));
            if (active.test(part)) {
                parts.set(
                        i,
                        Optional.of(g.slice(dy, axis, start, end, part.shape().dim(axis))));
            }
            start = end;
        }
        return parts;
    }

    private static Value gather(GraphBuilder g, Node node, Value dy) {
        Value x = node.inputs().get(0);
        return g.node(
                        Op.GATHER_GRAD,
                        List.of(g.shapeOf(x), node.inputs().get(1), dy),
                        List.of(new Value("", x.type(), x.shape())),
                        Map.of("axis", new Attribute.Int(0)))
                .get(0);
    }

    /** Zeros around the rows that were taken: one axis of fixed size, constant bounds, step 1. */
    private static Value slice(GraphBuilder g, Node node, Value dy) {
        Value x = node.inputs().get(0);
        int axis = Math.toIntExact(onlyOf(g, node, 3));
        long start = onlyOf(g, node, 1);
        long after = x.shape().dim(axis).size() - onlyOf(g, node, 2);
        if (start < 0 || after < 0 || onlyOf(g, node, 4) != 1) {
            throw new IllegalArgumentException(
                    "Slice '" + node.output().name() + "': its gradient is for bounds from 0 to the size, step 1");
        }
        long[] pads = new long[2 * x.shape().rank()];
        pads[axis] = start;
        pads[x.shape().rank() + axis] = after;
        return g.node(
                        Op.PAD,
                        List.of(dy, g.int64s(pads)),
                        List.of(new Value("", x.type(), x.shape())),
                        Map.of("mode", new Attribute.Text("constant")))
                .get(0);
    }

    private static long onlyOf(GraphBuilder g, Node node, int operand) {
        return g.int64sOf(node.inputs().get(operand)).findFirst().orElseThrow();
    }

    /** Undoes a reduction's change of shape: every element that was summed gets the sum's gradient. */
    private static Value spread(GraphBuilder g, Node node, Value dy) {
        Value x = node.inputs().get(0);
        Value kept = dy;
        if (dy.shape().rank() != x.shape().rank()) {
            kept = keepDims(g, node, dy, x);
        }
        return g.expand(kept, x.shape(), g.shapeOf(x));
    }

    private static Value keepDims(GraphBuilder g, Node node, Value dy, Value x) {
        Value summed = node.op() == Op.REDUCE_MEAN
                ? g.reduceMean(x, true, axes(g, node))
                : g.reduceSum(x, true, axes(g, node));
        return g.reshape(dy, summed.shape(), g.shapeOf(summed));
    }

    private static int[] axes(GraphBuilder g, Node node) {
        if (node.attributes().get("axes") instanceof Attribute.Ints axes) {
            return axes.values().stream().mapToInt(Long::intValue).toArray();
        }
        return g.int64sOf(node.inputs().get(1)).mapToInt(a -> (int) a).toArray();
    }
}

package org.instagan.autodiff;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.instagan.graph.Attribute;
import org.instagan.graph.Dim;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/** Gradients of convolutions and of the reflecting pad before them. */
final class ConvolutionRules {
    private ConvolutionRules() {}

    static List<Optional<Value>> conv(GraphBuilder g, Node node, Value dy, Predicate<Value> active) {
        List<Value> in = node.inputs();
        if (ThinConvolution.fits(in.get(1), first(node, "strides"), first(node, "pads"))) {
            return thin(g, node, dy, active);
        }
        boolean biased = in.size() > 2 && active.test(in.get(2));
        List<Value> out = g.node(
                Op.CONV_GRAD,
                List.of(dy, in.get(0), in.get(1)),
                List.of(
                        like(in.get(0), active.test(in.get(0))),
                        like(in.get(1), active.test(in.get(1)) || biased),
                        biased ? like(in.get(2), true) : Value.NONE),
                node.attributes());
        List<Optional<Value>> parts = GradientRules.none(in);
        for (int i = 0; i < in.size(); i++) {
            parts.set(i, Optional.of(out.get(i)).filter(v -> !v.isNone()));
        }
        return parts;
    }

    private static List<Optional<Value>> thin(GraphBuilder g, Node node, Value dy, Predicate<Value> active) {
        List<Value> in = node.inputs();
        ThinConvolution thin = new ThinConvolution(g, in.get(1), first(node, "pads"));
        List<Optional<Value>> parts = GradientRules.none(in);
        if (active.test(in.get(0))) {
            parts.set(0, Optional.of(thin.inputGradient(dy)));
        }
        if (active.test(in.get(1))) {
            parts.set(1, Optional.of(thin.weightGradient(in.get(0), dy)));
        }
        if (in.size() > 2 && active.test(in.get(2))) {
            parts.set(2, Optional.of(g.reduceSum(dy, false, 0, 2, 3)));
        }
        return parts;
    }

    /** A transposed convolution is a convolution read backwards: dX is a strided Conv of dy, dW swaps x and dy. */
    static List<Optional<Value>> convTranspose(GraphBuilder g, Node node, Value dy, Predicate<Value> active) {
        List<Value> in = node.inputs();
        Value x = in.get(0);
        Value w = in.get(1);
        int stride = first(node, "strides");
        int pad = first(node, "pads");
        List<Optional<Value>> parts = GradientRules.none(in);
        if (active.test(x)) {
            parts.set(0, Optional.of(g.conv(dy, w, null, stride, pad)));
        }
        if (active.test(w)) {
            Map<String, Attribute> attributes = GraphBuilder.convAttributes(first(node, "kernel_shape"), stride, pad);
            List<Value> out =
                    g.node(Op.CONV_GRAD, List.of(x, dy, w), List.of(Value.NONE, like(w, true), Value.NONE), attributes);
            parts.set(1, Optional.of(out.get(1)));
        }
        if (in.size() > 2 && active.test(in.get(2))) {
            parts.set(2, Optional.of(g.reduceSum(dy, false, 0, 2, 3)));
        }
        return parts;
    }

    static Value pad(GraphBuilder g, Node node, Value dy) {
        Value x = node.inputs().get(0);
        int pad = (int) g.int64sOf(node.inputs().get(1)).skip(2).findFirst().orElseThrow();
        if (node.attributes().get("mode").equals(new Attribute.Text("constant"))) {
            Value rows = g.slice(dy, 2, pad, -pad, 1, x.shape().dim(2));
            return g.slice(rows, 3, pad, -pad, 1, x.shape().dim(3));
        }
        Value rows = unreflect(g, dy, 2, pad, x.shape().dim(2));
        return unreflect(g, rows, 3, pad, x.shape().dim(3));
    }

    /** Folds the mirrored borders of one axis back onto the rows they came from; needs a size of 2·pad + 2. */
    private static Value unreflect(GraphBuilder g, Value dy, int axis, int pad, Dim size) {
        if (size.isFixed() && size.size() < 2L * pad + 2) {
            throw new IllegalArgumentException("Pad: expected at least " + (2 * pad + 2) + " along axis " + axis
                    + " to reflect " + pad + ", got " + size);
        }
        Dim band = Dim.of(pad);
        Value head = g.slice(dy, axis, pad - 1L, Long.MIN_VALUE, -1, band);
        Value tail = g.slice(dy, axis, -1, -1L - pad, -1, band);
        Value firstRow = g.slice(dy, axis, pad, pad + 1L, 1, Dim.of(1));
        Value headRows = g.slice(dy, axis, pad + 1L, 2L * pad + 1, 1, band);
        Value middle = g.slice(dy, axis, 2L * pad + 1, -2L * pad - 1, 1, size.plus(-2L * pad - 2));
        Value tailRows = g.slice(dy, axis, -2L * pad - 1, -pad - 1L, 1, band);
        Value lastRow = g.slice(dy, axis, -pad - 1L, -pad, 1, Dim.of(1));
        return g.concat(axis, List.of(firstRow, g.add(headRows, head), middle, g.add(tailRows, tail), lastRow));
    }

    private static Value like(Value x, boolean present) {
        return present ? new Value("", x.type(), x.shape()) : Value.NONE;
    }

    private static int first(Node node, String attribute) {
        return ((Attribute.Ints) node.attributes().get(attribute))
                .values()
                .get(0)
                .intValue();
    }
}

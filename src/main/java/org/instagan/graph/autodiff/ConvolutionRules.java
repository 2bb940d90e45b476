package org.instagan.graph.autodiff;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.instagan.graph.Attribute;
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
        // Two products with 0/1 matrices: a dozen slices and sums would do the same in six times the nodes.
        Value rows = g.matmul(g.reflectionFold(x, 2, pad), dy);
        return g.matmul(rows, g.transpose(g.reflectionFold(x, 3, pad), 1, 0));
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

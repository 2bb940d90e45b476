package org.instagan.graph.pass;

import java.util.List;
import java.util.Map;
import org.instagan.graph.Attribute;
import org.instagan.graph.ElementType;
import org.instagan.graph.Node;
import org.instagan.graph.Shape;

/** What passes ask of convolutions. */
final class Convolutions {
    private static final Map<String, Long> USUAL = Map.of("strides", 1L, "pads", 0L, "dilations", 1L);

    private static final Attribute ONE = new Attribute.Int(1);

    private Convolutions() {}

    /** Whether a Conv of float32 has neither stride, padding, dilation nor groups. */
    static boolean isPlain(Node conv) {
        if (conv.output().type() != ElementType.FLOAT
                || conv.inputs().get(1).shape().rank() != 4
                || !conv.inputs().get(1).shape().isFixed()) {
            return false;
        }
        return conv.attributes().entrySet().stream().allMatch(Convolutions::isUsual);
    }

    /** Whether a Conv or ConvTranspose of rank 4 and fixed weight has no groups. */
    static boolean isUngrouped(Node conv) {
        Shape weight = conv.inputs().get(1).shape();
        return weight.rank() == 4
                && weight.isFixed()
                && conv.attributes().getOrDefault("group", ONE).equals(ONE);
    }

    private static boolean isUsual(Map.Entry<String, Attribute> attribute) {
        String name = attribute.getKey();
        if (name.equals("kernel_shape")) {
            return true;
        }
        if (name.equals("group")) {
            return attribute.getValue().equals(ONE);
        }
        Long usual = USUAL.get(name);
        return usual != null
                && attribute.getValue() instanceof Attribute.Ints ints
                && List.copyOf(ints.values()).stream().allMatch(usual::equals);
    }
}

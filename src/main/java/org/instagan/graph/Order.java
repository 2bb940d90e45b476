package org.instagan.graph;

import java.util.List;
import java.util.Map;

/**
 * Who waits for whom, beyond what data says: by ONNX Runtime's training operators, which copy nothing. What runs late
 * keeps no memory early.
 */
public final class Order {
    private Order() {}

    /** {@code x} itself, for readers that are not to run before {@code done} is computed. */
    public static Value after(GraphBuilder g, Value x, Value done) {
        List<Value> both = List.of(like(x), like(done));
        return g.node(Op.PASS_THROUGH, List.of(x, done), both, Map.of()).get(0);
    }

    /** A flag that is computed once all of the values are. */
    public static Value all(GraphBuilder g, List<Value> values) {
        Value flag = new Value("", ElementType.BOOL, Shape.of(1));
        return g.node(Op.GROUP, values, List.of(flag), Map.of()).get(0);
    }

    /** The operands whose contents a node's results depend on: not those that it only waits for. */
    public static List<Value> read(Node node) {
        return switch (node.op()) {
            case GROUP -> List.of();
            case PASS_THROUGH -> node.inputs().subList(0, 1);
            default -> node.inputs();
        };
    }

    private static Value like(Value x) {
        return new Value("", x.type(), x.shape());
    }
}

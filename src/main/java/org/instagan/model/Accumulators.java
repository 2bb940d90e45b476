package org.instagan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Order;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * The end of every training graph: where ONNX Runtime's optimizer looks for the gradients. They may come in parts, each
 * added where the one before is; the memory that made a part is free once it is added.
 */
public final class Accumulators {
    private final GraphBuilder g;
    private final Map<Value, Value> buffers = new LinkedHashMap<>();
    private final Map<Value, Value> flags = new LinkedHashMap<>();
    private final Value reset;

    /** Declares a buffer for each of the graph's parameters, all of which have to be there. */
    public Accumulators(GraphBuilder g) {
        this.g = g;
        for (Value p : g.parameters()) {
            buffers.put(p, g.buffer(p.name() + "_grad.accumulation.buffer", ElementType.FLOAT, p.shape()));
        }
        reset = g.buffer("lazy_reset_grad", ElementType.BOOL, Shape.of(1));
    }

    /**
     * Adds to the buffers; only the first part of a parameter's gradient resets its buffer, when the optimizer says so.
     *
     * @param gradients by parameter
     * @return a flag that is computed once all of them are added
     */
    public Value add(Map<Value, Value> gradients) {
        Value never = g.greater(g.scalar(0), g.scalar(0));
        List<Value> added = new ArrayList<>();
        gradients.forEach((p, d) -> {
            List<Value> operands = List.of(buffers.get(p), d, flags.containsKey(p) ? never : reset);
            Value out = new Value("", ElementType.BOOL, Shape.of(1));
            Value flag = g.node(Op.IN_PLACE_ACCUMULATOR, operands, List.of(out), Map.of())
                    .get(0);
            flags.put(p, flag);
            added.add(flag);
        });
        return Order.all(g, added);
    }

    /**
     * What the graph has to end with.
     *
     * @throws IllegalStateException when a parameter had no gradient
     */
    public List<Value> outputs() {
        List<Value> outputs = new ArrayList<>();
        buffers.keySet().forEach(p -> {
            Value flag = flags.get(p);
            if (flag == null) {
                throw new IllegalStateException("No gradient of " + p);
            }
            outputs.add(g.named(p.name() + "_grad.accumulation.out", flag));
        });
        return outputs;
    }
}

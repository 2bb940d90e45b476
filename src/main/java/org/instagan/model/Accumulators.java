package org.instagan.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/** The end of every training graph: where ONNX Runtime's optimizer looks for the gradients. */
public final class Accumulators {
    private Accumulators() {}

    /**
     * Appends a buffer and an InPlaceAccumulatorV2 for each gradient.
     *
     * @param gradients by parameter
     * @return outputs that the graph has to end with
     */
    public static List<Value> append(GraphBuilder g, Map<Value, Value> gradients) {
        Map<Value, Value> buffers = new LinkedHashMap<>();
        for (Value p : gradients.keySet()) {
            buffers.put(p, g.buffer(p.name() + "_grad.accumulation.buffer", ElementType.FLOAT, p.shape()));
        }
        Value reset = g.buffer("lazy_reset_grad", ElementType.BOOL, Shape.of(1));
        List<Value> updated = new ArrayList<>();
        gradients.forEach((p, d) -> {
            Value out = new Value(p.name() + "_grad.accumulation.out", ElementType.BOOL, Shape.of(1));
            updated.addAll(g.node(Op.IN_PLACE_ACCUMULATOR, List.of(buffers.get(p), d, reset), List.of(out), Map.of()));
        });
        return updated;
    }
}

package org.instagan.model.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/** The parameters of one graph by name; a network that is called twice shares them. */
public final class Parameters {
    private final GraphBuilder graph;
    private final Map<String, Value> values = new LinkedHashMap<>();

    public Parameters(GraphBuilder graph) {
        this.graph = graph;
    }

    /** The parameter of that name, made on its first use. */
    public Value get(String name, long... shape) {
        Value value = values.computeIfAbsent(name, n -> graph.parameter(n, Shape.of(shape)));
        if (!value.shape().equals(Shape.of(shape))) {
            throw new IllegalArgumentException(
                    "Parameter '" + name + "': asked for " + Shape.of(shape) + ", it is " + value);
        }
        return value;
    }
}

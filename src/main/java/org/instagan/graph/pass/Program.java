package org.instagan.graph.pass;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.graph.Graph;
import org.instagan.weights.FloatTensor;

/**
 * A graph with what its parameters hold.
 *
 * @param weights a tensor for every parameter of the graph, by name; there may be others
 */
public record Program(Graph graph, Map<String, FloatTensor> weights) {
    public Program {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }
}

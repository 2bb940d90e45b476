package org.instagan.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One operator applied to values; the attributes keep their order, so that equal graphs are equal files. */
public record Node(Op op, List<Value> inputs, List<Value> outputs, Map<String, Attribute> attributes) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    public Value output() {
        return outputs.get(0);
    }
}

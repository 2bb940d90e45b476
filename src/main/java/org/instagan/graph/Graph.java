package org.instagan.graph;

import java.util.List;

/**
 * A graph as data: nodes in an order in which each reads only what stands before it (also ONNX's order). Parameters
 * are values that training changes: inputs of a training model, initializers of an exported one. Buffers are inputs
 * that the runtime supplies, after the parameters.
 */
public record Graph(
        String name,
        List<Value> inputs,
        List<Value> parameters,
        List<Value> buffers,
        List<Constant> constants,
        List<Node> nodes,
        List<Value> outputs) {
    public Graph {
        inputs = List.copyOf(inputs);
        buffers = List.copyOf(buffers);
        parameters = List.copyOf(parameters);
        constants = List.copyOf(constants);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }
}

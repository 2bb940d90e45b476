package org.instagan.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A graph as it grows: names are given once, equal constants are one, and {@link #once} computes nothing twice. */
final class Draft {
    private final String name;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> parameters = new ArrayList<>();
    private final List<Value> buffers = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<Object, Value> constantsByContent = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Value> emitted = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> counters = new HashMap<>();
    private final Set<Value> own = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Optional<Draft> outer;

    /** @param outer of the graph whose values a body may read; empty for a graph of its own */
    Draft(String name, Optional<Draft> outer) {
        this.name = name;
        this.outer = outer;
    }

    /** @throws IllegalArgumentException when the value is of another graph: equal names are not enough */
    private void requireKnown(String where, Value value) {
        if (!value.isNone() && !knows(value)) {
            throw new IllegalArgumentException(
                    where + ": expected values of graph '" + name + "', got " + value + " of another graph");
        }
    }

    private boolean knows(Value value) {
        return own.contains(value) || outer.map(o -> o.knows(value)).orElse(false);
    }

    Value input(String valueName, ElementType type, Shape shape) {
        return declared(inputs, valueName, type, shape);
    }

    Value parameter(String valueName, Shape shape) {
        return declared(parameters, valueName, ElementType.FLOAT, shape);
    }

    Value buffer(String valueName, ElementType type, Shape shape) {
        return declared(buffers, valueName, type, shape);
    }

    private Value declared(List<Value> list, String valueName, ElementType type, Shape shape) {
        Value v = declare(valueName, type, shape);
        list.add(v);
        return v;
    }

    Value constant(Shape shape, float... data) {
        return constantsByContent.computeIfAbsent(List.of(shape, Arrays.toString(data)), key -> {
            Value v = declare(fresh("const"), ElementType.FLOAT, shape);
            constants.put(v.name(), Constant.of(v, data));
            return v;
        });
    }

    Value constant(Shape shape, long... data) {
        return constantsByContent.computeIfAbsent(List.of(shape, "int64", Arrays.toString(data)), key -> {
            Value v = declare(fresh("const"), ElementType.INT64, shape);
            constants.put(v.name(), Constant.of(v, data));
            return v;
        });
    }

    long[] longs(Value constant) {
        Constant found = constants.get(constant.name());
        if (found == null || !found.isLongs()) {
            throw new IllegalArgumentException("expected an INT64 constant, got " + constant);
        }
        return found.longs();
    }

    /** The one result; an operator that was applied to the same operands before is not applied again. */
    Value once(Op op, List<Value> operands, Value result, Map<String, Attribute> attributes) {
        Node key = new Node(op, operands, List.of(result), attributes);
        return emitted.computeIfAbsent(
                key, k -> node(op, operands, List.of(result), attributes).get(0));
    }

    /** Appends a node; every one passes through here. A result without a name is given one. */
    List<Value> node(Op op, List<Value> operands, List<Value> results, Map<String, Attribute> attributes) {
        operands.forEach(operand -> requireKnown(op.onnxName(), operand));
        List<Value> outputs = new ArrayList<>();
        for (Value result : results) {
            outputs.add(result.isNone() ? result : declare(nameOf(op, result), result.type(), result.shape()));
        }
        nodes.add(new Node(op, operands, outputs, attributes));
        return outputs;
    }

    private String nameOf(Op op, Value result) {
        return result.name().isEmpty() ? fresh(op.onnxName()) : result.name();
    }

    List<Value> inputs() {
        return List.copyOf(inputs);
    }

    List<Value> parameters() {
        return List.copyOf(parameters);
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Constants that nothing reads stay behind. */
    Graph graph(List<Value> outputs) {
        outputs.forEach(output -> requireKnown("Outputs", output));
        Set<String> read = new HashSet<>();
        outputs.forEach(v -> read.add(v.name()));
        addReads(nodes, read);
        List<Constant> used = constants.values().stream()
                .filter(c -> read.contains(c.value().name()))
                .toList();
        return new Graph(name, inputs, parameters, buffers, used, nodes, outputs);
    }

    /** A body reads values of the graph around it too. */
    private static void addReads(List<Node> nodes, Set<String> read) {
        for (Node node : nodes) {
            node.inputs().forEach(v -> read.add(v.name()));
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Subgraph body) {
                    addReads(body.graph().nodes(), read);
                }
            }
        }
    }

    private Value declare(String valueName, ElementType type, Shape shape) {
        if (!names.add(valueName)) {
            throw new IllegalArgumentException("Graph '" + name + "': the name '" + valueName + "' is taken");
        }
        Value value = new Value(valueName, type, shape);
        own.add(value);
        return value;
    }

    private String fresh(String prefix) {
        return name + "." + prefix + "_" + counters.merge(prefix, 1, Integer::sum);
    }
}

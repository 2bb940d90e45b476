package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/**
 * Writes a graph again with the types of a {@link Typing}. A value keeps its name in the type in which it comes to be;
 * as the other type it is called {@code NAME.fp16} or {@code NAME.fp32}. An output keeps its name whatever it is.
 */
final class Rewriting {
    private final Graph graph;
    private final Typing typing;
    private final Set<String> outputs;
    private final Set<String> constants;
    private final Set<Value> usedConstants = new HashSet<>();
    private final Map<String, Value> casts = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    Rewriting(Graph graph, Typing typing) {
        this.graph = graph;
        this.typing = typing;
        this.outputs = graph.outputs().stream().map(Value::name).collect(Collectors.toSet());
        this.constants = graph.constants().stream().map(c -> c.value().name()).collect(Collectors.toSet());
        graph.nodes().forEach(this::add);
    }

    Graph result() {
        return new Graph(
                graph.name(),
                graph.inputs().stream().map(this::made).toList(),
                graph.parameters().stream().map(this::made).toList(),
                List.of(),
                graph.constants().stream().flatMap(this::usedForms).toList(),
                nodes,
                graph.outputs().stream()
                        .map(v -> v.type().isFloat() ? named(v, typing.ofInterface(v)) : v)
                        .toList());
    }

    /** How many Casts between the two types there are. */
    int castCount() {
        return casts.size();
    }

    private void add(Node node) {
        List<Value> results = node.outputs().stream().map(this::made).toList();
        if (Typing.hasType(node)) {
            ElementType type = typing.of(node);
            List<Value> operands = node.inputs().stream().map(v -> as(v, type)).toList();
            nodes.add(new Node(node.op(), operands, results, attributes(node, type)));
        } else {
            nodes.add(new Node(node.op(), node.inputs().stream().map(this::read).toList(), results, node.attributes()));
        }
        for (Value v : node.outputs()) {
            if (outputs.contains(v.name())) {
                as(v, typing.ofInterface(v));
            }
        }
    }

    private static Map<String, Attribute> attributes(Node node, ElementType type) {
        if (node.op() != Op.CAST || !node.output().type().isFloat()) {
            return node.attributes();
        }
        Map<String, Attribute> changed = new LinkedHashMap<>(node.attributes());
        changed.put("to", new Attribute.Int(type.onnx()));
        return changed;
    }

    /** In the type in which it comes to be. */
    private Value made(Value v) {
        return v.type().isFloat() ? named(v, typing.of(v)) : v;
    }

    /** As it is there, whichever type that is. */
    private Value read(Value v) {
        return as(v, v.type().isFloat() ? typing.of(v) : v.type());
    }

    private Value as(Value v, ElementType type) {
        Value typed = v.type().isFloat() ? named(v, type) : v;
        if (constants.contains(v.name())) {
            usedConstants.add(typed);
            return typed;
        }
        return !v.type().isFloat() || type == typing.of(v) ? typed : cast(v, typed);
    }

    private Stream<Constant> usedForms(Constant c) {
        Value v = c.value();
        Stream<Value> forms = v.type().isFloat()
                ? Stream.of(named(v, ElementType.FLOAT), named(v, ElementType.FLOAT16))
                : Stream.of(v);
        return forms.filter(usedConstants::contains).map(form -> new Constant(form, c.data()));
    }

    private Value cast(Value v, Value typed) {
        return casts.computeIfAbsent(v.name(), name -> {
            Map<String, Attribute> to =
                    Map.of("to", new Attribute.Int(typed.type().onnx()));
            nodes.add(new Node(Op.CAST, List.of(made(v)), List.of(typed), to));
            return typed;
        });
    }

    private Value named(Value v, ElementType type) {
        ElementType plain = outputs.contains(v.name()) ? typing.ofInterface(v) : typing.of(v);
        String suffix = type == ElementType.FLOAT ? ".fp32" : ".fp16";
        return new Value(type == plain ? v.name() : v.name() + suffix, type, v.shape());
    }
}

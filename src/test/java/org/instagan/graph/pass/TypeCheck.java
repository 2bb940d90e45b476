package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/** What a runtime with strong types wants of a graph. */
final class TypeCheck {
    private TypeCheck() {}

    /** Every value is made before it is read, once, of one type; floats of a node are of one type; no Cast is in vain. */
    static void check(Graph graph) {
        Map<String, Value> known = new HashMap<>();
        Stream.of(graph.inputs(), graph.parameters(), constants(graph))
                .flatMap(List::stream)
                .forEach(v -> assertThat(known.put(v.name(), v)).isNull());
        Map<String, Node> castsBy = new HashMap<>();
        for (Node node : graph.nodes()) {
            node.inputs().forEach(v -> assertThat(known).as("%s", node).containsEntry(v.name(), v));
            node.outputs().forEach(v -> assertThat(known.put(v.name(), v)).isNull());
            if (isCast(node)) {
                checkCast(node, castsBy);
            } else {
                checkTypes(node);
            }
        }
        graph.outputs().forEach(v -> assertThat(known).containsEntry(v.name(), v));
    }

    static List<Node> casts(Graph graph) {
        return graph.nodes().stream().filter(TypeCheck::isCast).toList();
    }

    private static List<Value> constants(Graph graph) {
        return graph.constants().stream().map(c -> c.value()).toList();
    }

    private static boolean isCast(Node node) {
        return node.op() == Op.CAST && node.inputs().get(0).type().isFloat();
    }

    private static void checkCast(Node node, Map<String, Node> castsBy) {
        Value from = node.inputs().get(0);
        Value to = node.output();
        assertThat(to.type()).as("%s", node).isNotEqualTo(from.type());
        assertThat(node.attributes())
                .containsEntry("to", new Attribute.Int(to.type().onnx()));
        assertThat(castsBy.put(from.name(), node)).as("a second %s", node).isNull();
        assertThat(castsBy.values()).extracting(n -> n.output().name()).doesNotContain(from.name());
    }

    private static void checkTypes(Node node) {
        Set<ElementType> types = Stream.of(node.inputs(), node.outputs())
                .flatMap(List::stream)
                .map(Value::type)
                .filter(ElementType::isFloat)
                .collect(Collectors.toSet());
        assertThat(types).as("%s", node).hasSizeLessThan(2);
        if (node.op() == Op.CAST) {
            assertThat(node.attributes())
                    .containsEntry("to", new Attribute.Int(node.output().type().onnx()));
        }
    }
}

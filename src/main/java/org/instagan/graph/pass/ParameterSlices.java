package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Value;
import org.instagan.weights.FloatTensor;

/**
 * Cuts a graph's parameters where it slices them, once when the model is written instead of whenever it runs: TensorRT
 * wants a convolution's weights as initializers, and takes slower ways with computed ones.
 */
public final class ParameterSlices {
    private final Graph graph;
    private final Map<String, FloatTensor> weights;
    private final Map<String, Long> scalars = new HashMap<>();
    private final Map<String, Value> cuts = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private ParameterSlices(Graph graph, Map<String, FloatTensor> weights) {
        this.graph = graph;
        this.weights = new LinkedHashMap<>(weights);
        graph.constants().stream()
                .filter(c -> c.isLongs() && c.longs().length == 1)
                .forEach(c -> scalars.put(c.value().name(), c.longs()[0]));
    }

    /**
     * A {@link Pass}: rows of a parameter become a parameter of their own, {@code NAME.0}, {@code NAME.1}, … in the graph's
     * order; one that nothing else reads goes.
     */
    public static Program cut(Program program) {
        return new ParameterSlices(program.graph(), program.weights()).cut();
    }

    private Program cut() {
        Map<String, Integer> counts = new HashMap<>();
        for (Node node : graph.nodes()) {
            Optional<FloatTensor> rows = rows(node);
            if (rows.isEmpty()) {
                List<Value> operands = node.inputs().stream()
                        .map(v -> cuts.getOrDefault(v.name(), v))
                        .toList();
                nodes.add(new Node(node.op(), operands, node.outputs(), cutBodies(node.attributes())));
                continue;
            }
            String source = node.inputs().get(0).name();
            String name = source + "." + (counts.merge(source, 1, Integer::sum) - 1);
            Value result = node.output();
            cuts.put(result.name(), new Value(name, result.type(), result.shape()));
            weights.put(name, rows.get());
        }
        return new Program(result(), weights);
    }

    /** A Loop's body has parameters of its own. */
    private Map<String, Attribute> cutBodies(Map<String, Attribute> attributes) {
        Map<String, Attribute> changed = new LinkedHashMap<>(attributes);
        changed.replaceAll((name, value) -> {
            if (value instanceof Attribute.Subgraph body) {
                Program cut = cut(new Program(body.graph(), weights));
                weights.putAll(cut.weights());
                return new Attribute.Subgraph(cut.graph());
            }
            return value;
        });
        return changed;
    }

    /** What a Slice of whole rows takes of a parameter, its bounds being constants; empty for every other node. */
    private Optional<FloatTensor> rows(Node node) {
        if (node.op() != Op.SLICE || !graph.parameters().contains(node.inputs().get(0))) {
            return Optional.empty();
        }
        long[] bounds = node.inputs().stream()
                .skip(1)
                .mapToLong(v -> scalars.getOrDefault(v.name(), -1L))
                .toArray();
        boolean wholeRows = bounds[2] == 0 && bounds[3] == 1;
        FloatTensor weight = weights.get(node.inputs().get(0).name());
        if (!wholeRows || bounds[0] < 0 || bounds[1] <= bounds[0] || bounds[1] > weight.shape()[0]) {
            return Optional.empty();
        }
        int start = Math.toIntExact(bounds[0]);
        int end = Math.toIntExact(bounds[1]);
        int row = weight.data().length / Math.toIntExact(weight.shape()[0]);
        long[] shape = weight.shape().clone();
        shape[0] = bounds[1] - bounds[0];
        return Optional.of(new FloatTensor(shape, Arrays.copyOfRange(weight.data(), start * row, end * row)));
    }

    private Graph result() {
        Set<String> read = Stream.concat(nodes.stream().flatMap(n -> n.inputs().stream()), graph.outputs().stream())
                .map(Value::name)
                .collect(Collectors.toSet());
        return new Graph(
                graph.name(),
                graph.inputs(),
                Stream.concat(graph.parameters().stream().filter(v -> read.contains(v.name())), cuts.values().stream())
                        .toList(),
                graph.buffers(),
                graph.constants().stream()
                        .filter((Constant c) -> read.contains(c.value().name()))
                        .toList(),
                nodes,
                graph.outputs());
    }
}

package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Value;

/**
 * Turns an inference graph of FLOAT values into one that computes in FLOAT16 but for what {@link Options} keep. All
 * float operands and results of a node are of one type, which runtimes with strong types want. Nothing is rounded
 * here: weights and constants are when the graph is written.
 */
public final class HalfPrecision {
    private HalfPrecision() {}

    /**
     * A graph of both types.
     *
     * @param casts how many Casts between them it has
     */
    public record Converted(Graph graph, int casts) {}

    /** A {@link Pass} that converts the graph; weights stay float32 and are rounded where they are written. */
    public static Pass pass(Options options) {
        return program -> new Program(convert(program.graph(), options).graph(), program.weights());
    }

    /**
     * The same graph in two types; values keep their names, and its weights theirs.
     *
     * @throws IllegalArgumentException when the graph holds FLOAT16 values already, or is no plain inference graph
     */
    public static Converted convert(Graph graph, Options options) {
        Optional<Converted> loop = bodies(graph, options);
        if (loop.isPresent()) {
            return loop.get();
        }
        refuseOthers(graph);
        Rewriting rewriting = new Rewriting(graph, new Typing(graph, options));
        return new Converted(rewriting.result(), rewriting.castCount());
    }

    /** Around a Loop nothing is worth FP16: its body alone is converted, and what passes in and out stays FLOAT. */
    private static Optional<Converted> bodies(Graph graph, Options options) {
        int casts = 0;
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
            if (attributes.get("body") instanceof Attribute.Subgraph body) {
                Converted converted = convert(body.graph(), options.withFloatInterfaces());
                attributes.put("body", new Attribute.Subgraph(converted.graph()));
                casts += converted.casts();
            }
            nodes.add(new Node(node.op(), node.inputs(), node.outputs(), attributes));
        }
        Graph result = new Graph(
                graph.name(),
                graph.inputs(),
                graph.parameters(),
                graph.buffers(),
                graph.constants(),
                nodes,
                graph.outputs());
        return result.equals(graph) ? Optional.empty() : Optional.of(new Converted(result, casts));
    }

    private static void refuseOthers(Graph graph) {
        if (!graph.buffers().isEmpty()) {
            throw new IllegalArgumentException(
                    "Graph '" + graph.name() + "': expected an inference graph, got buffers " + graph.buffers());
        }
        Stream.of(graph.inputs(), graph.parameters(), values(graph))
                .flatMap(List::stream)
                .filter(v -> v.type() == ElementType.FLOAT16)
                .findFirst()
                .ifPresent(v -> {
                    throw new IllegalArgumentException("Graph '" + graph.name() + "': expected FLOAT values, got " + v
                            + "; it is converted already");
                });
    }

    private static List<Value> values(Graph graph) {
        return graph.nodes().stream().flatMap(n -> n.outputs().stream()).toList();
    }
}

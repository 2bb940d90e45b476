package org.instagan.graph.pass;

import java.util.List;
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
        refuseOthers(graph);
        Rewriting rewriting = new Rewriting(graph, new Typing(graph, options));
        return new Converted(rewriting.result(), rewriting.castCount());
    }

    private static void refuseOthers(Graph graph) {
        for (Node node : graph.nodes()) {
            if (node.attributes().values().stream().anyMatch(a -> a instanceof Attribute.Subgraph)) {
                throw new IllegalArgumentException("Graph '" + graph.name() + "': expected an inference graph, got a "
                        + node.op().onnxName() + " with a graph of its own");
            }
        }
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

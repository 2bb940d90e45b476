package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/**
 * Which of the two float types each node computes in. Some nodes have no choice: what FP16 is for, what the options
 * keep, and comparisons, which decide something. The others are cheap in either: they go with their neighbours so that
 * Casts are fewest, as a minimum cut of the graph.
 */
final class Typing {
    /** Where nearly all time is spent: what FP16 is for. */
    private static final Set<Op> HEAVY = EnumSet.of(Op.CONV, Op.CONV_TRANSPOSE, Op.MATMUL);
    /** Read any type: they ask for shapes alone. */
    private static final Set<Op> OF_SHAPES = EnumSet.of(Op.SHAPE, Op.SIZE);
    /** A Cast is as dear as so many free nodes in FP32: one saved Cast is no reason to widen all residual blocks. */
    private static final int CAST = 8;

    private static final int WIDE = 1;

    private final MinimumCut cut = new MinimumCut();
    private final Map<Node, Integer> nodeVertices = new HashMap<>();
    private final Map<String, Integer> producers = new HashMap<>();
    private final Map<String, List<Integer>> readers = new HashMap<>();
    private final List<Glob> interfaces;
    private final BitSet full;
    private final Set<String> readInFull = new HashSet<>();

    Typing(Graph graph, Options options) {
        interfaces = options.interfaces().stream().map(Glob::new).toList();
        for (Value v : graph.inputs()) {
            producers.put(v.name(), interfaceVertex(v));
        }
        around(graph).forEach(v -> producers.put(v.name(), MinimumCut.SOURCE));
        graph.parameters().forEach(v -> producers.put(v.name(), cut.vertex()));
        addNodes(graph, options);
        for (Value v : graph.outputs()) {
            readers(v).add(interfaceVertex(v));
        }
        producers.forEach((name, vertex) -> addCast(vertex, readers.getOrDefault(name, List.of())));
        addWeights(graph.parameters());
        full = cut.sourceSide();
        noteReads(graph);
    }

    /** Floats that a body reads of the graph around it, which are FLOAT there. */
    private static List<Value> around(Graph graph) {
        Set<String> own = new HashSet<>();
        Stream.of(graph.inputs(), graph.parameters()).flatMap(List::stream).forEach(v -> own.add(v.name()));
        graph.constants().forEach(c -> own.add(c.value().name()));
        graph.nodes().forEach(n -> n.outputs().forEach(v -> own.add(v.name())));
        return graph.nodes().stream()
                .flatMap(n -> n.inputs().stream())
                .filter(v -> v.type().isFloat() && !own.contains(v.name()))
                .distinct()
                .toList();
    }

    private int interfaceVertex(Value v) {
        return ofInterface(v) == ElementType.FLOAT ? MinimumCut.SOURCE : MinimumCut.SINK;
    }

    private void addNodes(Graph graph, Options options) {
        NodeNames names = new NodeNames(graph);
        List<Glob> globs = options.names().stream().map(Glob::new).toList();
        for (Node node : graph.nodes()) {
            if (!hasType(node)) {
                continue;
            }
            boolean kept = options.ops().contains(node.op())
                    || node.outputs().stream().noneMatch(v -> v.type().isFloat())
                    || globs.stream().anyMatch(glob -> names.fits(glob, node));
            int vertex = vertex(node, kept);
            nodeVertices.put(node, vertex);
            node.inputs().stream()
                    .filter(v -> v.type().isFloat())
                    .forEach(v -> readers(v).add(vertex));
            node.outputs().stream().filter(v -> v.type().isFloat()).forEach(v -> producers.put(v.name(), vertex));
        }
    }

    private int vertex(Node node, boolean kept) {
        if (kept) {
            return MinimumCut.SOURCE;
        }
        if (HEAVY.contains(node.op())) {
            return MinimumCut.SINK;
        }
        int vertex = cut.vertex();
        cut.edge(vertex, MinimumCut.SINK, WIDE);
        return vertex;
    }

    private List<Integer> readers(Value v) {
        return readers.computeIfAbsent(v.name(), n -> new ArrayList<>());
    }

    /** One Cast serves all readers of the other type. */
    private void addCast(int producer, List<Integer> read) {
        int down = cut.vertex();
        int up = cut.vertex();
        cut.edge(producer, down, CAST);
        cut.edge(up, producer, CAST);
        for (int reader : read) {
            cut.edge(down, reader, MinimumCut.UNCUTTABLE);
            cut.edge(reader, up, MinimumCut.UNCUTTABLE);
        }
    }

    /** A weight that is read in FP32 has to be there in FP32. */
    private void addWeights(List<Value> parameters) {
        for (Value v : parameters) {
            for (int reader : readers.getOrDefault(v.name(), List.of())) {
                cut.edge(reader, producers.get(v.name()), MinimumCut.UNCUTTABLE);
            }
        }
    }

    private void noteReads(Graph graph) {
        graph.nodes().stream()
                .filter(node -> hasType(node) && of(node) == ElementType.FLOAT)
                .flatMap(node -> node.inputs().stream())
                .forEach(v -> readInFull.add(v.name()));
    }

    /** Whether it computes with floats. */
    static boolean hasType(Node node) {
        return !OF_SHAPES.contains(node.op())
                && (node.inputs().stream().anyMatch(v -> v.type().isFloat())
                        || node.outputs().stream().anyMatch(v -> v.type().isFloat()));
    }

    /** The type in which a node that {@link #hasType} computes. */
    ElementType of(Node node) {
        return typeOf(nodeVertices.get(node));
    }

    /** The type in which a float value comes to be; of a constant, the wider one that is asked for. */
    ElementType of(Value v) {
        Integer producer = producers.get(v.name());
        if (producer != null) {
            return typeOf(producer);
        }
        return readInFull.contains(v.name()) ? ElementType.FLOAT : ElementType.FLOAT16;
    }

    /** The type of a float input or output. */
    ElementType ofInterface(Value v) {
        return interfaces.stream().anyMatch(glob -> glob.fits(v.name())) ? ElementType.FLOAT : ElementType.FLOAT16;
    }

    private ElementType typeOf(int vertex) {
        return full.get(vertex) ? ElementType.FLOAT : ElementType.FLOAT16;
    }
}

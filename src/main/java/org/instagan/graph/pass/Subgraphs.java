package org.instagan.graph.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.instagan.graph.Attribute;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Value;

/** Parts of a graph that are graphs. */
final class Subgraphs {
    private Subgraphs() {}

    /** A graph without the nodes and constants that nothing reads; its inputs stay. */
    static Graph pruned(Graph graph) {
        Graph needed = between(graph, Set.of(), graph.outputs(), graph.name());
        return new Graph(
                graph.name(),
                graph.inputs(),
                needed.parameters(),
                needed.buffers(),
                needed.constants(),
                needed.nodes(),
                needed.outputs());
    }

    /**
     * What it takes to compute some values, some others being given.
     *
     * @param given become inputs, behind those of the graph's that are read
     */
    static Graph between(Graph graph, Set<Value> given, List<Value> outputs, String name) {
        Map<String, Node> producers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(v -> producers.put(v.name(), node)));
        Set<String> stop = new HashSet<>();
        given.forEach(v -> stop.add(v.name()));
        Set<String> read = new HashSet<>();
        Set<Node> needed = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        Deque<Value> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            Value v = open.pop();
            if (read.add(v.name()) && !stop.contains(v.name()) && producers.containsKey(v.name())) {
                Node node = producers.get(v.name());
                if (needed.add(node)) {
                    open.addAll(node.inputs());
                    bodies(node).forEach(body -> open.addAll(outer(body)));
                }
            }
        }
        List<Value> inputs = new ArrayList<>(
                graph.inputs().stream().filter(v -> read.contains(v.name())).toList());
        given.stream().filter(v -> read.contains(v.name())).forEach(inputs::add);
        return new Graph(
                name,
                inputs,
                graph.parameters().stream().filter(v -> read.contains(v.name())).toList(),
                graph.buffers(),
                graph.constants().stream()
                        .filter(c -> read.contains(c.value().name()))
                        .toList(),
                graph.nodes().stream().filter(needed::contains).toList(),
                outputs);
    }

    private static List<Graph> bodies(Node node) {
        return node.attributes().values().stream()
                .filter(Attribute.Subgraph.class::isInstance)
                .map(a -> ((Attribute.Subgraph) a).graph())
                .toList();
    }

    /** Everything that a body reads; what it makes itself is nowhere outside and does no harm. */
    private static List<Value> outer(Graph body) {
        List<Value> all = new ArrayList<>(body.outputs());
        for (Node node : body.nodes()) {
            all.addAll(node.inputs());
            bodies(node).forEach(inner -> all.addAll(outer(inner)));
        }
        return all;
    }
}

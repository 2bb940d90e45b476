package org.instagan.graph.pass;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Value;

/** By which names a node can be called: its results, and the weights it reads, be they cut or reshaped before. */
final class NodeNames {
    private final Map<Node, Set<String>> names = new HashMap<>();

    NodeNames(Graph graph) {
        Map<String, Set<String>> weights = new HashMap<>();
        graph.parameters().forEach(v -> weights.put(v.name(), Set.of(v.name())));
        graph.constants()
                .forEach(c -> weights.put(c.value().name(), Set.of(c.value().name())));
        for (Node node : graph.nodes()) {
            Set<String> read = new HashSet<>();
            boolean weightsOnly = !node.inputs().isEmpty();
            for (Value v : node.inputs()) {
                Set<String> origin = weights.get(v.name());
                weightsOnly &= origin != null || v.isNone();
                read.addAll(origin == null ? Set.of() : origin);
            }
            for (Value v : node.outputs()) {
                if (weightsOnly) {
                    weights.put(v.name(), Set.copyOf(read));
                }
            }
            node.outputs().forEach(v -> read.add(v.name()));
            names.put(node, read);
        }
    }

    boolean fits(Glob glob, Node node) {
        return names.get(node).stream().anyMatch(glob::fits);
    }

    boolean fitsAny(Glob glob) {
        return names.keySet().stream().anyMatch(node -> fits(glob, node));
    }
}

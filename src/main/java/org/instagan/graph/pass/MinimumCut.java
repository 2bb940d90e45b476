package org.instagan.graph.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** The cheapest way to part a source from a sink, by augmenting along shortest paths (Edmonds and Karp). */
final class MinimumCut {
    static final int SOURCE = 0;
    static final int SINK = 1;
    /** What no cut may pass through. */
    static final int UNCUTTABLE = 1 << 28;

    private static final int NONE = -1;

    private final List<Edge> edges = new ArrayList<>();
    private final List<List<Integer>> leaving = new ArrayList<>();

    /** An edge and its reverse stand side by side: their numbers differ in the last bit. */
    private static final class Edge {
        private final int to;
        private int left;

        Edge(int to, int capacity) {
            this.to = to;
            this.left = capacity;
        }
    }

    MinimumCut() {
        vertex();
        vertex();
    }

    int vertex() {
        leaving.add(new ArrayList<>());
        return leaving.size() - 1;
    }

    /** {@code cost} is paid when {@code from} comes to be on the source's side and {@code to} on the sink's. */
    void edge(int from, int to, int cost) {
        leaving.get(from).add(edges.size());
        edges.add(new Edge(to, cost));
        leaving.get(to).add(edges.size());
        edges.add(new Edge(from, 0));
    }

    /** The vertices on the source's side; of several cheapest cuts, the one with the fewest. */
    BitSet sourceSide() {
        int[] by = reach();
        while (by[SINK] != NONE) {
            push(by);
            by = reach();
        }
        BitSet side = new BitSet();
        side.set(SOURCE);
        for (int v = 0; v < by.length; v++) {
            side.set(v, v == SOURCE || by[v] != NONE);
        }
        return side;
    }

    /** By which edge each vertex is first reached from the source. */
    private int[] reach() {
        int[] by = new int[leaving.size()];
        Arrays.fill(by, NONE);
        Deque<Integer> next = new ArrayDeque<>(List.of(SOURCE));
        while (!next.isEmpty()) {
            for (int e : leaving.get(next.remove())) {
                int to = edges.get(e).to;
                if (edges.get(e).left > 0 && by[to] == NONE && to != SOURCE) {
                    by[to] = e;
                    next.add(to);
                }
            }
        }
        return by;
    }

    private void push(int[] by) {
        int amount = UNCUTTABLE;
        for (int v = SINK; v != SOURCE; v = edges.get(by[v] ^ 1).to) {
            amount = Math.min(amount, edges.get(by[v]).left);
        }
        for (int v = SINK; v != SOURCE; v = edges.get(by[v] ^ 1).to) {
            edges.get(by[v]).left -= amount;
            edges.get(by[v] ^ 1).left += amount;
        }
    }
}

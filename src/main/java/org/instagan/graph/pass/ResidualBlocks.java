package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Residual blocks one after the other within a graph: each is reflection padding, a 3×3 convolution, an instance
 * normalisation and ReLU, then the same without ReLU, added to what went in.
 */
public final class ResidualBlocks {
    private static final long[] ONE_AROUND = {0, 0, 1, 1, 0, 0, 1, 1};

    private final Graph graph;
    private final Map<String, Constant> constants;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private float epsilon = Float.NaN;

    /**
     * A chain, and the graph around it.
     *
     * @param before computes what the first block reads, its only output {@code [N,channels,h,w]}
     * @param after computes the graph's outputs from what the last block leaves, which is its last input; empty where
     *     that is the graph's only output, but for its name
     * @param firstBlock alone, from what it reads to what it leaves
     * @param blocks all of them, likewise
     * @param output what the last block leaves
     * @param weights of each convolution {@code [channels,channels,3,3]}, two for each block; their biases do not
     *     outlast the normalisations
     * @param epsilon of all normalisations
     */
    public record Chain(
            Graph before,
            Optional<Graph> after,
            Graph firstBlock,
            Graph blocks,
            Value output,
            List<Constant> weights,
            int channels,
            float epsilon) {}

    /**
     * {@link Chain#firstBlock} or {@link Chain#blocks} with weights that are elsewhere.
     *
     * @param weight of a convolution, by its place among {@link Chain#weights}
     */
    public static Graph filled(Graph part, Chain chain, IntFunction<Constant.Data> weight) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < chain.weights.size(); i++) {
            places.put(chain.weights.get(i).value().name(), i);
        }
        List<Constant> constants = part.constants().stream()
                .map(c -> places.containsKey(c.value().name())
                        ? new Constant(
                                c.value(), weight.apply(places.get(c.value().name())))
                        : c)
                .toList();
        return new Graph(
                part.name(), part.inputs(), part.parameters(), part.buffers(), constants, part.nodes(), part.outputs());
    }

    private record Block(Value input, Value output, List<Value> weights) {}

    private ResidualBlocks(Graph graph) {
        this.graph = graph;
        this.constants = graph.constants().stream()
                .collect(Collectors.toMap(c -> c.value().name(), c -> c));
        graph.nodes().forEach(node -> node.outputs().forEach(v -> producers.put(v.name(), node)));
        Stream.concat(graph.nodes().stream().flatMap(n -> n.inputs().stream()), graph.outputs().stream())
                .forEach(v -> readers.merge(v.name(), 1, Integer::sum));
    }

    /** The longest chain of a graph whose weights are constants; empty where there is none. */
    public static Optional<Chain> find(Graph graph) {
        return new ResidualBlocks(graph).find();
    }

    private Optional<Chain> find() {
        Map<String, Block> from = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() == Op.ADD) {
                block(node).ifPresent(block -> from.put(block.input.name(), block));
            }
        }
        Set<String> left = from.values().stream().map(b -> b.output.name()).collect(Collectors.toSet());
        List<Block> longest = List.of();
        for (Block first : from.values()) {
            if (!left.contains(first.input.name())) {
                List<Block> chain = follow(first, from);
                longest = chain.size() > longest.size() ? chain : longest;
            }
        }
        return longest.isEmpty() ? Optional.empty() : cut(longest);
    }

    private List<Block> follow(Block first, Map<String, Block> from) {
        List<Block> chain = new ArrayList<>(List.of(first));
        Block next = from.get(first.output.name());
        // What lies between two blocks is read by the next one's padding and sum alone.
        while (next != null && readers.get(next.input.name()) == 2 && chain.size() <= from.size()) {
            chain.add(next);
            next = from.get(next.output.name());
        }
        return chain;
    }

    private Optional<Chain> cut(List<Block> chain) {
        Value input = chain.get(0).input;
        Value output = chain.get(chain.size() - 1).output;
        Graph before = Subgraphs.between(graph, Set.of(), List.of(input), graph.name() + ".before");
        Graph after = Subgraphs.between(graph, Set.of(output), graph.outputs(), graph.name() + ".after");
        boolean twice = after.nodes().stream()
                .anyMatch(n -> n.op() == Op.CONV && before.nodes().contains(n));
        if (twice) {
            return Optional.empty();
        }
        boolean ends = graph.outputs().size() == 1 && after.nodes().stream().allMatch(n -> n.op() == Op.IDENTITY);
        return Optional.of(new Chain(
                before,
                ends ? Optional.empty() : Optional.of(after),
                Subgraphs.between(graph, Set.of(input), List.of(chain.get(0).output), graph.name() + ".block"),
                Subgraphs.between(graph, Set.of(input), List.of(output), graph.name() + ".blocks"),
                output,
                chain.stream()
                        .flatMap(b -> b.weights.stream())
                        .map(w -> constants.get(w.name()))
                        .toList(),
                Math.toIntExact(chain.get(0).weights.get(0).shape().dim(0).size()),
                epsilon));
    }

    private Optional<Block> block(Node add) {
        for (int side = 0; side < 2; side++) {
            Value input = add.inputs().get(side);
            Optional<Half> second = half(add.inputs().get(1 - side));
            Optional<Half> first = second.filter(s -> readBy(s.input, 1))
                    .flatMap(s -> producer(s.input, Op.RELU))
                    .map(relu -> relu.inputs().get(0))
                    .flatMap(this::half);
            if (first.isPresent() && first.get().input.equals(input)) {
                return Optional.of(new Block(input, add.output(), List.of(first.get().weight, second.get().weight)));
            }
        }
        return Optional.empty();
    }

    private record Half(Value input, Value weight) {}

    /** Padding, convolution and normalisation that lead to a value which one node reads. */
    private Optional<Half> half(Value result) {
        return producer(result, Op.INSTANCE_NORMALIZATION)
                .filter(this::isPlainNorm)
                .flatMap(norm -> producer(norm.inputs().get(0), Op.CONV))
                .filter(this::isThreeByThree)
                .flatMap(conv -> producer(conv.inputs().get(0), Op.PAD)
                        .filter(this::reflectsOne)
                        .map(pad -> new Half(pad.inputs().get(0), conv.inputs().get(1))));
    }

    private Optional<Node> producer(Value v, Op op) {
        return Optional.ofNullable(producers.get(v.name())).filter(n -> n.op() == op && readBy(n.output(), 1));
    }

    private boolean readBy(Value v, int count) {
        return readers.getOrDefault(v.name(), 0) == count;
    }

    private boolean isThreeByThree(Node conv) {
        Shape weight = conv.inputs().get(1).shape();
        return constants.containsKey(conv.inputs().get(1).name())
                && Convolutions.isPlain(conv)
                && weight.equals(Shape.of(weight.dim(0).size(), weight.dim(0).size(), 3, 3));
    }

    private boolean isPlainNorm(Node norm) {
        float own = norm.attributes().get("epsilon") instanceof Attribute.Real real ? real.value() : 1e-5f;
        if (!Float.isNaN(epsilon) && own != epsilon) {
            return false;
        }
        epsilon = own;
        return all(norm.inputs().get(1), 1) && all(norm.inputs().get(2), 0);
    }

    private boolean all(Value v, float value) {
        Constant constant = constants.get(v.name());
        if (constant == null || !constant.value().type().isFloat()) {
            return false;
        }
        for (float x : constant.floats()) {
            if (x != value) {
                return false;
            }
        }
        return true;
    }

    private boolean reflectsOne(Node pad) {
        Constant pads = constants.get(pad.inputs().get(1).name());
        return new Attribute.Text("reflect").equals(pad.attributes().get("mode"))
                && pads != null
                && pads.isLongs()
                && Arrays.equals(pads.longs(), ONE_AROUND);
    }
}

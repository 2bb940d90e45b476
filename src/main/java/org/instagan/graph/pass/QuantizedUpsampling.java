package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * ConvTransposes of {@link Quantization} as what ONNX Runtime has INT8 kernels for: none for ConvTranspose itself. One
 * of 3×3 and stride 2 is four convolutions, one for each of the four pixels that a pixel becomes, of 1, 2, 2 and 4 of
 * the nine weights. Concats put their results in their places, in a quarter of DepthToSpace's time. Values between are UINT8 with a zero point of 128,
 * the only form that ONNX Runtime computes in INT8 on x86 when anything but a convolution follows.
 */
public final class QuantizedUpsampling {
    private static final Map<String, Attribute> DOUBLING = Map.of(
            "dilations", Attribute.Ints.of(1, 1),
            "group", new Attribute.Int(1),
            "kernel_shape", Attribute.Ints.of(3, 3),
            "pads", Attribute.Ints.of(1, 1, 1, 1),
            "strides", Attribute.Ints.of(2, 2),
            "output_padding", Attribute.Ints.of(1, 1));

    /** Which weight meets an input pixel and, where there are two, the one after it, in even and odd rows or columns. */
    private static final int[][] TAPS = {{1}, {2, 0}};

    private final Graph graph;
    private final Map<String, Constant> constants;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final List<Constant> added = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> made = new HashSet<>();

    private QuantizedUpsampling(Graph graph) {
        this.graph = graph;
        this.constants = graph.constants().stream()
                .collect(Collectors.toMap(c -> c.value().name(), c -> c));
        for (Node node : graph.nodes()) {
            node.outputs().forEach(v -> producers.put(v.name(), node));
            node.inputs()
                    .forEach(v -> readers.computeIfAbsent(v.name(), n -> new ArrayList<>())
                            .add(node));
        }
    }

    /** A ConvTranspose with what is around it. */
    private record Layer(Node before, Node weight, Node convolution, Node after, Value result) {}

    /** The graph with all of them rewritten; results are the same but for rounding. */
    public static Graph rewrite(Graph graph) {
        return new QuantizedUpsampling(graph).rewrite();
    }

    private Graph rewrite() {
        for (Node node : graph.nodes()) {
            Optional<Layer> layer = layer(node);
            if (layer.isPresent()) {
                add(layer.get());
            } else if (node.outputs().stream().noneMatch(v -> made.contains(v.name()))) {
                nodes.add(node);
            }
        }
        List<Constant> all = new ArrayList<>(graph.constants());
        all.addAll(added);
        return Subgraphs.pruned(new Graph(
                graph.name(), graph.inputs(), graph.parameters(), graph.buffers(), all, nodes, graph.outputs()));
    }

    private Optional<Layer> layer(Node node) {
        if (node.op() != Op.CONV_TRANSPOSE
                || node.inputs().size() != 2
                || !node.attributes().equals(DOUBLING)) {
            return Optional.empty();
        }
        Node rounded = producers.get(node.inputs().get(0).name());
        Node weight = producers.get(node.inputs().get(1).name());
        if (!isDequantized(rounded)
                || !isDequantized(weight)
                || !constants.containsKey(weight.inputs().get(0).name())) {
            return Optional.empty();
        }
        Node before = producers.get(rounded.inputs().get(0).name());
        Optional<Node> after = onlyReader(node.output(), Op.QUANTIZE_LINEAR);
        return after.flatMap(q -> onlyReader(q.output(), Op.DEQUANTIZE_LINEAR))
                .filter(last -> before != null && before.op() == Op.QUANTIZE_LINEAR)
                .map(last -> new Layer(before, weight, node, after.get(), last.output()));
    }

    private static boolean isDequantized(Node node) {
        return node != null && node.op() == Op.DEQUANTIZE_LINEAR;
    }

    private Optional<Node> onlyReader(Value v, Op op) {
        List<Node> all = readers.getOrDefault(v.name(), List.of());
        return all.size() == 1 && all.get(0).op() == op && !graph.outputs().contains(v)
                ? Optional.of(all.get(0))
                : Optional.empty();
    }

    private void add(Layer layer) {
        String name = layer.convolution().output().name();
        Value zero = new Value(name + ".zero_point", ElementType.UINT8, Shape.of(new long[0]));
        added.add(Constant.of(zero, new byte[] {(byte) 128}));
        Value from = layer.before().inputs().get(0);
        Value scale = layer.before().inputs().get(1);
        Value stored = new Value(name + ".uint8", ElementType.UINT8, from.shape());
        Value input = new Value(name + ".input", ElementType.FLOAT, from.shape());
        nodes.add(new Node(Op.QUANTIZE_LINEAR, List.of(from, scale, zero), List.of(stored), Map.of()));
        nodes.add(new Node(Op.DEQUANTIZE_LINEAR, List.of(stored, scale, zero), List.of(input), Map.of()));
        Value outScale = layer.after().inputs().get(1);
        List<Value> phases = new ArrayList<>();
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                Value exact = addPhase(layer, input, row, column);
                Value phase = new Value(exact.name() + ".uint8", ElementType.UINT8, exact.shape());
                nodes.add(new Node(Op.QUANTIZE_LINEAR, List.of(exact, outScale, zero), List.of(phase), Map.of()));
                phases.add(phase);
            }
        }
        Value placed = interleaved(phases, name, layer.result().shape());
        nodes.add(new Node(Op.DEQUANTIZE_LINEAR, List.of(placed, outScale, zero), List.of(layer.result()), Map.of()));
        made.add(layer.result().name());
    }

    /** Columns of both phases of even rows and of odd ones, and then these rows. */
    private Value interleaved(List<Value> phases, String name, Shape doubled) {
        Shape one = phases.get(0).shape();
        Value inner = longs(name + ".inner", 4);
        Value rowOnly = longs(name + ".row", 0, 0, 0, 1, -1);
        Shape pairs = new Shape(List.of(one.dim(0), one.dim(1), one.dim(2), one.dim(3), Dim.of(2)));
        Shape row = new Shape(List.of(one.dim(0), one.dim(1), one.dim(2), Dim.of(1), doubled.dim(3)));
        List<Value> rows = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            List<Value> columns = new ArrayList<>();
            for (Value phase : phases.subList(2 * r, 2 * r + 2)) {
                columns.add(
                        emit(Op.UNSQUEEZE, List.of(phase, inner), phase.name() + ".column", pairs.with(4, Dim.of(1))));
            }
            Value both = concat(columns, 4, name + ".columns" + r, pairs);
            rows.add(emit(Op.RESHAPE, List.of(both, rowOnly), name + ".row" + r, row));
        }
        Value all = concat(rows, 3, name + ".rows", row.with(3, Dim.of(2)));
        Value size = new Value(name + ".size", ElementType.INT64, Shape.of(4));
        nodes.add(new Node(Op.SHAPE, List.of(phases.get(0)), List.of(size), Map.of()));
        Value twice = new Value(name + ".doubled", ElementType.INT64, Shape.of(4));
        nodes.add(new Node(Op.MUL, List.of(size, longs(name + ".factors", 1, 1, 2, 2)), List.of(twice), Map.of()));
        return emit(Op.RESHAPE, List.of(all, twice), name + ".placed", doubled);
    }

    private Value concat(List<Value> parts, int axis, String name, Shape shape) {
        Value all = new Value(name, ElementType.UINT8, shape);
        nodes.add(new Node(Op.CONCAT, parts, List.of(all), Map.of("axis", new Attribute.Int(axis))));
        return all;
    }

    private Value emit(Op op, List<Value> operands, String name, Shape shape) {
        Value result = new Value(name, ElementType.UINT8, shape);
        nodes.add(new Node(op, operands, List.of(result), Map.of()));
        return result;
    }

    private Value longs(String name, long... data) {
        Value value = new Value(name, ElementType.INT64, Shape.of(data.length));
        added.add(Constant.of(value, data));
        return value;
    }

    /** The pixels of even or odd rows and columns. */
    private Value addPhase(Layer layer, Value input, int row, int column) {
        String name = layer.convolution().output().name() + ".phase" + row + column;
        Constant all = constants.get(layer.weight().inputs().get(0).name());
        int in = Math.toIntExact(all.value().shape().dim(0).size());
        int out = Math.toIntExact(all.value().shape().dim(1).size());
        Value stored = new Value(name + ".int8", ElementType.INT8, Shape.of(out, in, row + 1, column + 1));
        added.add(Constant.of(stored, taps(((Constant.Data.Bytes) all.data()).values(), in, out, row, column)));
        Value weight = new Value(name + ".weight", ElementType.FLOAT, stored.shape());
        Value exact = new Value(name, ElementType.FLOAT, input.shape().with(1, Dim.of(out)));
        nodes.add(new Node(
                Op.DEQUANTIZE_LINEAR,
                List.of(
                        stored,
                        layer.weight().inputs().get(1),
                        layer.weight().inputs().get(2)),
                List.of(weight),
                Map.of("axis", new Attribute.Int(0))));
        Map<String, Attribute> attributes = Map.of(
                "kernel_shape", Attribute.Ints.of(row + 1, column + 1), "pads", Attribute.Ints.of(0, 0, row, column));
        nodes.add(new Node(Op.CONV, List.of(input, weight), List.of(exact), attributes));
        return exact;
    }

    /** Of {@code [in,out,3,3]} as {@code [out,in,row+1,column+1]}. */
    private static byte[] taps(byte[] from, int in, int out, int row, int column) {
        byte[] to = new byte[in * out * (row + 1) * (column + 1)];
        int i = 0;
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int r : TAPS[row]) {
                    for (int k : TAPS[column]) {
                        to[i++] = from[((c * out + o) * 3 + r) * 3 + k];
                    }
                }
            }
        }
        return to;
    }
}

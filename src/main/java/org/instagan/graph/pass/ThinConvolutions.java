package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Convolutions with a wide kernel and few output channels, such as the generator's last: ONNX Runtime on a CPU computes
 * output channels in blocks of 8 or 16 and throws away what is too much. A kernel of k columns becomes one of a single
 * column with k times the channels, one for each column, and the sum of their results, each shifted by its column.
 */
public final class ThinConvolutions {
    private static final int FEW_CHANNELS = 4;
    private static final int WIDE_KERNEL = 5;

    private final Graph graph;
    private final Map<String, Constant> constants;
    private final List<Constant> added = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private ThinConvolutions(Graph graph) {
        this.graph = graph;
        this.constants = graph.constants().stream()
                .collect(Collectors.toMap(c -> c.value().name(), c -> c));
    }

    /** The graph with all of them rewritten, whose weights are constants; results differ by rounding alone. */
    public static Graph rewrite(Graph graph) {
        return new ThinConvolutions(graph).rewrite();
    }

    private Graph rewrite() {
        for (Node node : graph.nodes()) {
            if (isThin(node)) {
                addColumns(node);
            } else {
                nodes.add(node);
            }
        }
        List<Constant> all = new ArrayList<>(graph.constants());
        all.addAll(added);
        return Subgraphs.pruned(new Graph(
                graph.name(), graph.inputs(), graph.parameters(), graph.buffers(), all, nodes, graph.outputs()));
    }

    private boolean isThin(Node node) {
        if (node.op() != Op.CONV || !constants.containsKey(node.inputs().get(1).name())) {
            return false;
        }
        Shape weight = node.inputs().get(1).shape();
        boolean constantBias = node.inputs().size() < 3
                || constants.containsKey(node.inputs().get(2).name());
        return constantBias
                && Convolutions.isPlain(node)
                && weight.dim(0).size() <= FEW_CHANNELS
                && weight.dim(0).size() < weight.dim(1).size()
                && weight.dim(3).size() >= WIDE_KERNEL;
    }

    private void addColumns(Node node) {
        Value weight = node.inputs().get(1);
        int out = Math.toIntExact(weight.shape().dim(0).size());
        int columns = Math.toIntExact(weight.shape().dim(3).size());
        Value result = node.output();
        Shape shape = result.shape();
        Value all = new Value(
                result.name() + ".columns",
                result.type(),
                shape.with(1, shape.dim(1).times(columns)).with(3, shape.dim(3).plus(columns - 1)));
        List<Value> operands = new ArrayList<>(List.of(node.inputs().get(0), columns(weight, out, columns)));
        if (node.inputs().size() > 2) {
            operands.add(bias(node.inputs().get(2), out, columns));
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put("kernel_shape", Attribute.Ints.of(weight.shape().dim(2).size(), 1));
        nodes.add(new Node(Op.CONV, operands, List.of(all), attributes));
        Value axes = longs(result.name() + ".axes", 1, 3);
        Value sum = null;
        for (int column = 0; column < columns; column++) {
            Value part = new Value(result.name() + ".column" + column, result.type(), shape);
            long end = column == columns - 1 ? Integer.MAX_VALUE : column - columns + 1;
            Value starts = longs(part.name() + ".starts", (long) column * out, column);
            Value ends = longs(part.name() + ".ends", (column + 1L) * out, end);
            nodes.add(new Node(Op.SLICE, List.of(all, starts, ends, axes), List.of(part), Map.of()));
            boolean last = column == columns - 1;
            Value next = last ? result : new Value(part.name() + ".sum", result.type(), shape);
            if (sum != null) {
                nodes.add(new Node(Op.ADD, List.of(sum, part), List.of(next), Map.of()));
            }
            sum = sum == null ? part : next;
        }
    }

    /** {@code [out,in,rows,columns]} as {@code [columns·out,in,rows,1]}. */
    private Value columns(Value weight, int out, int columns) {
        float[] from = constants.get(weight.name()).floats();
        int rest = from.length / out / columns;
        float[] to = new float[from.length];
        for (int o = 0; o < out; o++) {
            for (int r = 0; r < rest; r++) {
                for (int c = 0; c < columns; c++) {
                    to[(c * out + o) * rest + r] = from[(o * rest + r) * columns + c];
                }
            }
        }
        Shape shape = weight.shape();
        return add(
                new Value(
                        weight.name() + ".columns",
                        weight.type(),
                        Shape.of(
                                (long) columns * out,
                                shape.dim(1).size(),
                                shape.dim(2).size(),
                                1)),
                to);
    }

    /** Added once, with the first column. */
    private Value bias(Value bias, int out, int columns) {
        float[] to = new float[columns * out];
        System.arraycopy(constants.get(bias.name()).floats(), 0, to, 0, out);
        return add(new Value(bias.name() + ".columns", bias.type(), Shape.of(to.length)), to);
    }

    private Value add(Value value, float[] data) {
        added.add(Constant.of(value, data));
        return value;
    }

    private Value longs(String name, long... data) {
        Value value = new Value(name, org.instagan.graph.ElementType.INT64, Shape.of(data.length));
        added.add(Constant.of(value, data));
        return value;
    }
}

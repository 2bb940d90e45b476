package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.weights.FloatTensor;

/**
 * Static INT8 quantization of convolutions, as ONNX's QDQ form: what goes into a layer and what comes out of it passes a
 * QuantizeLinear and a DequantizeLinear, and its weights are stored as INT8, with a scale for each output channel. All
 * zero points are 0, which TensorRT wants.
 *
 * <p>An instance normalisation takes mean and deviation away. So a layer before one has no bias, and its channels are
 * scaled until all of them reach as far as the largest: one scale for all then wastes none of INT8's values.
 */
public final class Quantization {
    /** INT8 without its -128, so that it is symmetric. */
    private static final int LARGEST = 127;

    /** Images and masks have no more channels: the first and last layers, which are cheap, and which every error meets. */
    private static final int FEW_CHANNELS = 4;

    private static final double LEAST = 1e-12; // a scale is positive, whatever a layer was seen to hold

    private final Program program;
    private final Map<String, Range> ranges;
    private final Map<String, FloatTensor> weights;
    private final Map<String, Node> layers;
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private final List<Constant> added = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    /** How far instance normalisation's epsilon of 1e-5 is to stay below what it is added to, as a deviation. */
    private static final float NOTABLE = 0.25f;

    /**
     * What a layer was seen to reach, absolute.
     *
     * @param input over all channels
     * @param output of each channel
     */
    public record Range(float input, float[] output) {
        float largestOutput() {
            float largest = 0;
            for (float channel : output) {
                largest = Math.max(largest, channel);
            }
            return largest;
        }
    }

    private Quantization(Program program, Map<String, Range> ranges) {
        this.program = program;
        this.ranges = ranges;
        this.weights = new LinkedHashMap<>(program.weights());
        this.layers = layers(program.graph(), List.of());
        program.graph()
                .nodes()
                .forEach(node -> node.inputs()
                        .forEach(v -> readers.computeIfAbsent(v.name(), n -> new ArrayList<>())
                                .add(node)));
    }

    /**
     * A {@link Pass} over an inference graph whose weights are parameters.
     *
     * @param ranges by the name of the layer's weight; layers without one stay as they are
     */
    public static Pass pass(Map<String, Range> ranges) {
        return program -> new Quantization(program, ranges).quantized();
    }

    /**
     * The Convs and ConvTransposes that can be quantized, in the graph's order, by the name of their weight.
     *
     * @param kept globs of weights' and results' names: nodes that are to stay in FP32
     */
    public static Map<String, Node> layers(Graph graph, List<String> kept) {
        Set<String> parameters = graph.parameters().stream().map(Value::name).collect(Collectors.toSet());
        NodeNames names = new NodeNames(graph);
        List<Glob> globs = kept.stream().map(Glob::new).toList();
        Map<String, Node> layers = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            boolean convolution = node.op() == Op.CONV || node.op() == Op.CONV_TRANSPOSE;
            if (convolution
                    && parameters.contains(weight(node).name())
                    && isWide(weight(node).shape())
                    && Convolutions.isUngrouped(node)
                    && globs.stream().noneMatch(glob -> names.fits(glob, node))) {
                layers.put(weight(node).name(), node);
            }
        }
        return layers;
    }

    private static Value weight(Node node) {
        return node.inputs().get(1);
    }

    private static boolean isWide(Shape weight) {
        return weight.dim(0).size() > FEW_CHANNELS && weight.dim(1).size() > FEW_CHANNELS;
    }

    private Program quantized() {
        Graph graph = program.graph();
        for (Node node : graph.nodes()) {
            Node layer = node.inputs().size() > 1 ? layers.get(weight(node).name()) : null;
            Range range = node.equals(layer) ? ranges.get(weight(node).name()) : null;
            if (range == null) {
                nodes.add(new Node(node.op(), node.inputs(), node.outputs(), bodies(node.attributes())));
            } else {
                add(node, range);
            }
        }
        Set<String> read = Stream.concat(nodes.stream().flatMap(n -> n.inputs().stream()), graph.outputs().stream())
                .map(Value::name)
                .collect(Collectors.toSet());
        Graph result = new Graph(
                graph.name(),
                graph.inputs(),
                graph.parameters().stream()
                        .filter(v -> !replaced.contains(v.name()) || read.contains(v.name()))
                        .toList(),
                graph.buffers(),
                Stream.concat(graph.constants().stream(), added.stream()).toList(),
                nodes,
                graph.outputs());
        return new Program(result, weights);
    }

    /** A Loop's body has parameters of its own. */
    private Map<String, Attribute> bodies(Map<String, Attribute> attributes) {
        Map<String, Attribute> changed = new LinkedHashMap<>(attributes);
        changed.replaceAll((name, value) -> value instanceof Attribute.Subgraph body
                ? new Attribute.Subgraph(new Quantization(new Program(body.graph(), weights), ranges)
                        .quantized()
                        .graph())
                : value);
        return changed;
    }

    private void add(Node node, Range range) {
        Value weight = weight(node);
        String name = weight.name();
        replaced.add(name);
        Value input = roundTrip(node.inputs().get(0), name + ".input", range.input());
        List<Value> operands = new ArrayList<>(List.of(input, quantizedWeight(node, gains(node, range))));
        if (node.inputs().size() > 2) {
            Value bias = node.inputs().get(2);
            if (losesBias(node.output())) {
                replaced.add(bias.name());
            } else {
                operands.add(bias);
            }
        }
        Value exact = named(node.output(), node.output().name() + ".exact");
        nodes.add(new Node(node.op(), operands, List.of(exact), node.attributes()));
        addRoundTrip(exact, node.output(), node.output().name(), range.largestOutput());
    }

    /** Whether the only readers of a value take its mean away. */
    private boolean isNormalized(Value v) {
        return !program.graph().outputs().contains(v)
                && readers.getOrDefault(v.name(), List.of()).stream()
                        .allMatch(n -> n.op() == Op.INSTANCE_NORMALIZATION);
    }

    /** The same, after rows were chosen of it, or sums made with it. */
    private boolean losesBias(Value v) {
        if (isNormalized(v)) {
            return true;
        }
        return !program.graph().outputs().contains(v)
                && readers.getOrDefault(v.name(), List.of()).stream()
                        .allMatch(n -> isRowwise(n, v) && losesBias(n.output()));
    }

    private static boolean isRowwise(Node node, Value v) {
        boolean rows = node.op() == Op.GATHER
                && node.inputs().get(0).equals(v)
                && node.attributes().getOrDefault("axis", new Attribute.Int(0)).equals(new Attribute.Int(0));
        return rows || node.op() == Op.ADD;
    }

    /** By what each channel of the output is larger than it was. */
    private float[] gains(Node node, Range range) {
        float[] gains = new float[range.output().length];
        float largest = range.largestOutput();
        for (int c = 0; c < gains.length; c++) {
            boolean free = isNormalized(node.output()) && largest > NOTABLE;
            gains[c] = free ? largest / Math.max(range.output()[c], NOTABLE) : 1;
        }
        return gains;
    }

    private Value roundTrip(Value v, String name, float largest) {
        Value rounded = named(v, name);
        addRoundTrip(v, rounded, name, largest);
        return rounded;
    }

    /** QuantizeLinear and DequantizeLinear with one scale. */
    private void addRoundTrip(Value from, Value to, String name, float largest) {
        Value scale = constant(name + ".scale", (float) (Math.max(largest, LEAST) / LARGEST));
        Value zero = new Value(name + ".zero_point", ElementType.INT8, Shape.of(new long[0]));
        added.add(Constant.of(zero, new byte[1]));
        Value quantized = new Value(name + ".int8", ElementType.INT8, from.shape());
        nodes.add(new Node(Op.QUANTIZE_LINEAR, List.of(from, scale, zero), List.of(quantized), Map.of()));
        nodes.add(new Node(Op.DEQUANTIZE_LINEAR, List.of(quantized, scale, zero), List.of(to), Map.of()));
    }

    private Value constant(String name, float value) {
        Value scalar = new Value(name, ElementType.FLOAT, Shape.of(new long[0]));
        added.add(Constant.of(scalar, new float[] {value}));
        return scalar;
    }

    /** A Conv's weight is {@code [out,in,kH,kW]}, a ConvTranspose's {@code [in,out,kH,kW]}. */
    private Value quantizedWeight(Node node, float[] gains) {
        Value weight = weight(node);
        int axis = node.op() == Op.CONV ? 0 : 1;
        FloatTensor tensor = weights.get(weight.name());
        int channels = Math.toIntExact(tensor.shape()[axis]);
        int inner = tensor.data().length / Math.toIntExact(tensor.shape()[0]);
        int run = axis == 0 ? inner : inner / channels;
        float[] scales = scales(tensor.data(), channels, run);
        byte[] bytes = new byte[tensor.data().length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(tensor.data()[i] / scales[i / run % channels]);
        }
        for (int c = 0; c < channels; c++) {
            scales[c] *= gains[c];
        }
        Value stored = new Value(weight.name() + ".int8", ElementType.INT8, weight.shape());
        Value scale = new Value(weight.name() + ".scale", ElementType.FLOAT, Shape.of(channels));
        Value zero = new Value(weight.name() + ".zero_point", ElementType.INT8, Shape.of(channels));
        added.addAll(
                List.of(Constant.of(stored, bytes), Constant.of(scale, scales), Constant.of(zero, new byte[channels])));
        Value result = named(weight, weight.name() + ".rounded");
        Map<String, Attribute> attributes = Map.of("axis", new Attribute.Int(axis));
        nodes.add(new Node(Op.DEQUANTIZE_LINEAR, List.of(stored, scale, zero), List.of(result), attributes));
        return result;
    }

    /** @param run how many values of one channel follow each other */
    private static float[] scales(float[] data, int channels, int run) {
        float[] scales = new float[channels];
        for (int i = 0; i < data.length; i++) {
            int channel = i / run % channels;
            scales[channel] = Math.max(scales[channel], Math.abs(data[i]));
        }
        for (int c = 0; c < channels; c++) {
            scales[c] = (float) (Math.max(scales[c], LEAST) / LARGEST);
        }
        return scales;
    }

    private static Value named(Value v, String name) {
        return new Value(name, v.type(), v.shape());
    }
}

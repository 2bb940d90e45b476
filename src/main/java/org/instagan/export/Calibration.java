package org.instagan.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.data.Sample;
import org.instagan.engine.ort.NodeProbe;
import org.instagan.graph.Attribute;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.graph.pass.ParameterSlices;
import org.instagan.graph.pass.Program;
import org.instagan.graph.pass.Quantization;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.weights.FloatTensor;

/** Sees what goes into the layers of a generator and what comes out of them while it translates pictures. */
final class Calibration implements AutoCloseable {
    private static final Map<String, Attribute> OF_CHANNELS = over(0, 2, 3);
    private static final Map<String, Attribute> OF_PLANES = over(2, 3);
    private static final String LARGEST = ".largest";
    private static final String MEAN = ".mean";
    private static final String SQUARE = ".square";
    private static final double EPSILON = 1e-5; // instance normalisation's

    private final Map<String, Node> layers;
    private final int perStep;
    private final List<Node> added = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Map<String, float[]> reached = new LinkedHashMap<>();
    private final Map<String, List<float[]>> variances = new LinkedHashMap<>();
    private final NodeProbe probe;

    /**
     * What a layer was seen to reach.
     *
     * @param noise of rounding its output, relative: the square of a channel's largest value over the variance of a plane of
     *     it, on average over the channels, for the image or mask where that is largest
     */
    record Seen(Quantization.Range range, double noise) {}

    /** @param kept globs of the layers that are of no interest */
    Calibration(RunExport.Job job, Direction direction, Map<String, FloatTensor> weights, List<String> kept) {
        Program program = ParameterSlices.cut(new Program(job.family().piece(Piece.WHOLE, direction), weights));
        Graph graph = program.graph();
        this.layers = Quantization.layers(graph, kept);
        this.perStep = job.config().insPer();
        outputs.add(graph.outputs().get(0));
        layers.values().forEach(node -> {
            watch(node.inputs().get(0));
            watch(node.output());
            watchVariance(node.output());
        });
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.addAll(added);
        Graph watched = new Graph(
                graph.name(), graph.inputs(), graph.parameters(), graph.buffers(), graph.constants(), nodes, outputs);
        ModelCard card = job.config().card(direction, Precision.FP32);
        byte[] model = OnnxWriter.inferenceModel(watched, program.weights(), card.toMetadata(Piece.WHOLE, ""));
        this.probe = new NodeProbe(Path.of(direction.file()), model, job.threads());
    }

    private static Map<String, Attribute> over(long... axes) {
        return Map.of("axes", Attribute.Ints.of(axes), "keepdims", new Attribute.Int(0));
    }

    private void watch(Value v) {
        Value absolute = new Value(v.name() + ".absolute", ElementType.FLOAT, v.shape());
        Value largest = new Value(
                v.name() + LARGEST, ElementType.FLOAT, Shape.of(v.shape().dim(1)));
        if (!outputs.contains(largest)) {
            added.add(new Node(Op.ABS, List.of(v), List.of(absolute), Map.of()));
            added.add(new Node(Op.REDUCE_MAX, List.of(absolute), List.of(largest), OF_CHANNELS));
            outputs.add(largest);
        }
    }

    private void watchVariance(Value v) {
        Shape planes = Shape.of(v.shape().dim(0), v.shape().dim(1));
        Value squares = new Value(v.name() + ".squares", ElementType.FLOAT, v.shape());
        Value mean = new Value(v.name() + MEAN, ElementType.FLOAT, planes);
        Value square = new Value(v.name() + SQUARE, ElementType.FLOAT, planes);
        added.add(new Node(Op.MUL, List.of(v, v), List.of(squares), Map.of()));
        added.add(new Node(Op.REDUCE_MEAN, List.of(v), List.of(mean), OF_PLANES));
        added.add(new Node(Op.REDUCE_MEAN, List.of(squares), List.of(square), OF_PLANES));
        outputs.addAll(List.of(mean, square));
    }

    /** All steps of a picture that has masks. */
    void show(Sample sample) {
        int height = Math.toIntExact(sample.image().shape()[1]);
        int width = Math.toIntExact(sample.image().shape()[2]);
        List<String> names = outputs.stream().map(Value::name).toList();
        FloatTensor image = sample.image();
        for (int first = 0; first < sample.instances(); first += perStep) {
            int count = Math.min(perStep, sample.instances() - first);
            int plane = height * width;
            float[] masks = Arrays.copyOfRange(sample.masks().data(), first * plane, (first + count) * plane);
            Sample step = new Sample(sample.name(), image, FloatTensor.of(masks, count, height, width));
            Map<String, FloatTensor> values = probe.run(names, step, count);
            image = FloatTensor.of(values.get(names.get(0)).data(), 3, height, width);
            note(values);
        }
    }

    private void note(Map<String, FloatTensor> values) {
        values.forEach((name, tensor) -> {
            if (name.endsWith(LARGEST)) {
                reached.merge(name, tensor.data(), Calibration::larger);
            }
        });
        for (Node node : layers.values()) {
            String out = node.output().name();
            float[] mean = values.get(out + MEAN).data();
            float[] variance = values.get(out + SQUARE).data();
            for (int i = 0; i < mean.length; i++) {
                variance[i] = Math.max(0, variance[i] - mean[i] * mean[i]);
            }
            variances.computeIfAbsent(out, name -> new ArrayList<>()).add(variance);
        }
    }

    private static float[] larger(float[] a, float[] b) {
        float[] both = new float[a.length];
        for (int c = 0; c < both.length; c++) {
            both[c] = Math.max(a[c], b[c]);
        }
        return both;
    }

    /** Of every layer, by its weight's name. */
    Map<String, Seen> seen() {
        Map<String, Seen> seen = new LinkedHashMap<>();
        layers.forEach((weight, node) -> {
            float input = 0;
            for (float channel : reached.get(node.inputs().get(0).name() + LARGEST)) {
                input = Math.max(input, channel);
            }
            float[] output = reached.get(node.output().name() + LARGEST);
            double noise = 0;
            for (float[] variance : variances.get(node.output().name())) {
                noise = Math.max(noise, noise(output, variance));
            }
            seen.put(weight, new Seen(new Quantization.Range(input, output), noise));
        });
        return seen;
    }

    /** @param variance of one channel after the other, of one image or mask after the other */
    private static double noise(float[] largest, float[] variance) {
        double most = 0;
        for (int first = 0; first < variance.length; first += largest.length) {
            double sum = 0;
            for (int c = 0; c < largest.length; c++) {
                sum += (double) largest[c] * largest[c] / (variance[first + c] + EPSILON);
            }
            most = Math.max(most, sum / largest.length);
        }
        return most;
    }

    @Override
    public void close() {
        probe.close();
    }
}

package org.instagan.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
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
    private static final Map<String, Attribute> OF_CHANNELS =
            Map.of("axes", Attribute.Ints.of(0, 2, 3), "keepdims", new Attribute.Int(0));

    private static final String LARGEST = ".largest";
    private static final String MEAN = ".mean";

    private final Map<String, Node> layers;
    private final int perStep;
    private final List<Node> added = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Map<String, float[]> reached = new LinkedHashMap<>();
    private final Map<String, float[]> sums = new LinkedHashMap<>();
    private final NodeProbe probe;
    private int steps;

    /**
     * What a layer was seen to reach.
     *
     * @param spread by how much the largest of its outputs' absolutes exceeds their mean, in a channel, on average: the
     *     larger, the fewer of INT8's values are for most of them
     */
    record Seen(Quantization.Range range, double spread) {}

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
        });
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.addAll(added);
        Graph watched = new Graph(
                graph.name(), graph.inputs(), graph.parameters(), graph.buffers(), graph.constants(), nodes, outputs);
        ModelCard card = job.config().card(direction, Precision.FP32);
        byte[] model = OnnxWriter.inferenceModel(watched, program.weights(), card.toMetadata(Piece.WHOLE, ""));
        this.probe = new NodeProbe(Path.of(direction.file()), model, job.threads());
    }

    private void watch(Value v) {
        Value absolute = new Value(v.name() + ".absolute", ElementType.FLOAT, v.shape());
        Shape channels = Shape.of(v.shape().dim(1));
        Value largest = new Value(v.name() + LARGEST, ElementType.FLOAT, channels);
        Value mean = new Value(v.name() + MEAN, ElementType.FLOAT, channels);
        if (outputs.contains(largest)) {
            return;
        }
        added.add(new Node(Op.ABS, List.of(v), List.of(absolute), Map.of()));
        added.add(new Node(Op.REDUCE_MAX, List.of(absolute), List.of(largest), OF_CHANNELS));
        added.add(new Node(Op.REDUCE_MEAN, List.of(absolute), List.of(mean), OF_CHANNELS));
        outputs.addAll(List.of(largest, mean));
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
            names.subList(1, names.size())
                    .forEach(name -> note(name, values.get(name).data()));
            steps++;
        }
    }

    private void note(String name, float[] channels) {
        if (name.endsWith(LARGEST)) {
            reached.merge(name, channels, (a, b) -> combined(a, b, Math::max));
        } else {
            sums.merge(name, channels, (a, b) -> combined(a, b, Float::sum));
        }
    }

    private static float[] combined(float[] a, float[] b, BinaryOperator<Float> how) {
        float[] both = new float[a.length];
        for (int c = 0; c < both.length; c++) {
            both[c] = how.apply(a[c], b[c]);
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
            String out = node.output().name();
            float[] output = reached.get(out + LARGEST);
            double spread = 0;
            for (int c = 0; c < output.length; c++) {
                spread += output[c] / Math.max(sums.get(out + MEAN)[c] / steps, Float.MIN_NORMAL) / output.length;
            }
            seen.put(weight, new Seen(new Quantization.Range(input, output), spread));
        });
        return seen;
    }

    @Override
    public void close() {
        probe.close();
    }
}

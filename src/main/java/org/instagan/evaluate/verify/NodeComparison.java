package org.instagan.evaluate.verify;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.instagan.engine.ort.NodeProbe;
import org.instagan.error.InputException;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.ModelFile;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.weights.FloatTensor;

/** Finds the first node at which two exports of one generator part, by the names that their values share. */
public final class NodeComparison {
    private NodeComparison() {}

    /**
     * Where they part.
     *
     * @param error root mean square of the difference over that of the first model's values
     */
    public record Parting(Node node, double error) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s '%s', %s: %.2e",
                    node.op().onnxName(),
                    node.output().name(),
                    node.output().shape(),
                    error);
        }
    }

    /**
     * The first step of one case through the whole files.
     *
     * @param tolerance of the relative error
     */
    public static Optional<Parting> first(Path a, Path b, VerifyCase verified, int perStep, double tolerance) {
        ModelFile left = OnnxReader.read(a);
        ModelFile right = OnnxReader.read(b);
        Set<String> shared = names(left.graph());
        shared.retainAll(names(right.graph()));
        if (shared.isEmpty()) {
            throw new InputException(b + ": shares no value with " + a + ", expected exports of one generator");
        }
        Map<String, FloatTensor> valuesA = values(a, left, shared, verified, perStep);
        Map<String, FloatTensor> valuesB = values(b, right, shared, verified, perStep);
        for (Node node : left.graph().nodes()) {
            String name = node.output().name();
            if (shared.contains(name)) {
                double error = relative(valuesA.get(name), valuesB.get(name));
                if (!(error <= tolerance)) {
                    return Optional.of(new Parting(node, error));
                }
            }
        }
        return Optional.empty();
    }

    private static Set<String> names(Graph graph) {
        return graph.nodes().stream()
                .map(Node::output)
                .filter(v -> v.type().isFloat())
                .map(Value::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<String, FloatTensor> values(
            Path path, ModelFile model, Set<String> wanted, VerifyCase verified, int perStep) {
        Graph graph = model.graph();
        List<Value> outputs = graph.nodes().stream()
                .map(Node::output)
                .filter(v -> wanted.contains(v.name()))
                .toList();
        Graph probed = new Graph(
                graph.name(),
                graph.inputs(),
                graph.parameters(),
                graph.buffers(),
                graph.constants(),
                graph.nodes(),
                outputs);
        byte[] bytes = OnnxWriter.inferenceModel(probed, Map.of(), model.metadata());
        List<String> names = outputs.stream().map(Value::name).toList();
        try (NodeProbe probe = new NodeProbe(path, bytes, Runtime.getRuntime().availableProcessors())) {
            return probe.run(names, verified.sample(), perStep);
        }
    }

    private static double relative(FloatTensor a, FloatTensor b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.data().length; i++) {
            double d = (double) a.data()[i] - b.data()[i];
            difference += d * d;
            size += (double) a.data()[i] * a.data()[i];
        }
        return size == 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
    }
}

package org.instagan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.instagan.engine.tensorrt.EngineInfo;
import org.instagan.error.OneLine;
import org.instagan.graph.Constant;
import org.instagan.graph.Node;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.ModelFile;
import org.instagan.graph.onnx.OnnxReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan inspect}: what a model or an engine says of itself. Needs no GPU. */
@Command(
        name = "inspect",
        description =
                "Prints what a model of ours (.onnx), a TensorRT engine (.engine), a run, a checkpoint, PyTorch's weights"
                        + " (.pth) or safetensors are: inputs, precision, origin, settings, tensors.")
final class InspectCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 16;

    @Parameters(paramLabel = "FILE", description = "A file of these, or the folder of a run or a checkpoint.")
    private Path file;

    @Option(names = "--json", description = "Print JSON, with an engine's layers.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ObjectNode facts = facts();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(facts.toPrettyString());
        } else {
            facts.properties().forEach(field -> print(out, field.getKey(), field.getValue()));
        }
        out.flush();
        return 0;
    }

    private ObjectNode facts() {
        if (WeightsInfo.isOne(file)) {
            return WeightsInfo.read(file);
        }
        return file.toString().endsWith(".onnx") ? model(OnnxReader.read(file)) : EngineInfo.read(file, json);
    }

    private ObjectNode model(ModelFile model) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("file", file.toString());
        ObjectNode opsets = facts.putObject("opset");
        model.opsets().forEach((domain, version) -> opsets.put(domain.isEmpty() ? "ai.onnx" : domain, version));
        ObjectNode metadata = facts.putObject("metadata");
        model.metadata().forEach(metadata::put);
        values(facts.putArray("inputs"), model.graph().inputs());
        values(facts.putArray("outputs"), model.graph().outputs());
        facts.put("nodes", model.graph().nodes().size());
        ObjectNode operators = facts.putObject("operators");
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (Node node : model.graph().nodes()) {
            counts.merge(node.op().onnxName(), 1, Integer::sum);
        }
        counts.forEach(operators::put);
        facts.put(
                "weightBytes",
                model.graph().constants().stream().mapToLong(Constant::bytes).sum());
        return facts;
    }

    private static void values(ArrayNode list, List<Value> values) {
        values.forEach(value -> list.add(value.toString()));
    }

    /** One line for a fact, one for each of several. */
    private static void print(PrintWriter out, String name, JsonNode value) {
        String label = name;
        if (value.isArray()) {
            for (JsonNode item : value) {
                line(out, label, item.asText());
                label = "";
            }
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                JsonNode inner = field.getValue();
                line(out, label, field.getKey() + " " + (inner.isValueNode() ? inner.asText() : inner.toString()));
                label = "";
            }
        } else {
            line(out, label, value.asText());
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + OneLine.of(value));
    }
}

package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.train.Checkpoint;
import org.instagan.train.ConfigFile;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.instagan.weights.Safetensors;
import org.instagan.weights.pytorch.StateDict;

/** What runs, checkpoints and files of weights hold, as facts to print. */
final class WeightsInfo {
    private WeightsInfo() {}

    /** Whether this is for folders and for files with such an ending. */
    static boolean isOne(Path file) {
        return Files.isDirectory(file) || isSafetensors(file) || isPytorch(file);
    }

    private static boolean isSafetensors(Path file) {
        return file.toString().endsWith(".safetensors");
    }

    private static boolean isPytorch(Path file) {
        return file.toString().endsWith(".pth") || file.toString().endsWith(".pt");
    }

    /** @throws InputException when it cannot be read */
    static ObjectNode read(Path file) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("file", file.toString());
        if (isSafetensors(file)) {
            facts.put("kind", "safetensors");
            add(facts, NamedTensors.of(Safetensors.read(file)));
        } else if (isPytorch(file)) {
            facts.put("kind", "state dict of PyTorch");
            add(facts, NamedTensors.of(StateDict.read(file)));
        } else if (Files.exists(file.resolve("checkpoint.json"))) {
            facts.put("kind", "checkpoint");
            add(facts, Checkpoint.open(file).requireWhole());
        } else {
            RunFolder run = RunFolder.open(file);
            facts.put("kind", "run");
            ObjectNode settings = facts.putObject("settings");
            ConfigFile.values(ConfigFile.read(run.config(), RunConfig.defaults()))
                    .forEach((name, value) -> settings.put(name, String.valueOf(value)));
            Checkpoint newest = run.newestCheckpoint();
            facts.put("newest checkpoint", newest.folder().toString());
            add(facts, newest);
        }
        return facts;
    }

    private static void add(ObjectNode facts, Checkpoint checkpoint) {
        facts.put("iterations", checkpoint.position().iterations());
        facts.put("epoch", checkpoint.position().epoch());
        add(facts, checkpoint.state().weights());
    }

    private static void add(ObjectNode facts, NamedTensors tensors) {
        long elements = 0;
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Map.Entry<String, long[]> tensor : tensors.shapes().entrySet()) {
            list.add(tensor.getKey() + " " + Arrays.toString(tensor.getValue()));
            elements += FloatTensor.elements(tensor.getValue());
        }
        facts.put("parameters", elements);
        facts.set("tensors", list);
    }
}

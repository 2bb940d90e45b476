package org.instagan.engine.tensorrt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.file.Sha256;

/** An engine's sidecar for people to read. Loads nothing native. */
public final class EngineInfo {
    private EngineInfo() {}

    /**
     * What is known of an engine.
     *
     * @param path the engine, or its sidecar
     * @param layers whether to say all of each layer, or how many there are
     * @throws InputException when there is no sidecar, or it is damaged
     */
    public static ObjectNode read(Path path, boolean layers) {
        String file = path.getFileName().toString();
        Path engine = file.endsWith(EngineFiles.SUFFIX + ".json")
                ? path.resolveSibling(file.substring(0, file.length() - ".json".length()))
                : path;
        if (!engine.toString().endsWith(EngineFiles.SUFFIX)) {
            throw new InputException(path + ": expected a model (.onnx) or an engine (.engine)");
        }
        Sidecar sidecar = Sidecar.read(engine);
        ObjectNode facts = Json.tree(sidecar);
        facts.put("state", state(engine, sidecar));
        if (!layers) {
            JsonNode list = sidecar.layers().path("Layers");
            facts.put("layers", list.size());
            facts.put("profiles", sidecar.profiles().toString());
        }
        return facts;
    }

    private static String state(Path engine, Sidecar sidecar) {
        if (!Files.isRegularFile(engine)) {
            return "the engine itself is missing";
        }
        return Sha256.of(engine).equals(sidecar.engineSha256()) ? "as it was built" : "damaged, or another engine";
    }
}

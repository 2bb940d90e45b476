package org.instagan.graph.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;

/** Reads inference models that {@link OnnxWriter} wrote. */
public final class OnnxReader {
    private OnnxReader() {}

    /**
     * The model of a file.
     *
     * @throws InputException naming the file, for whatever is not a model of ours
     */
    public static ModelFile read(Path path) {
        try {
            return parse(path.toString(), Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file", e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * The model in some bytes.
     *
     * @param where what errors call it
     */
    public static ModelFile parse(String where, byte[] bytes) {
        OnnxMl.ModelProto model = proto(where, bytes);
        Map<String, Long> opsets = new LinkedHashMap<>();
        model.getOpsetImportList().forEach(o -> opsets.put(o.getDomain(), o.getVersion()));
        if (!opsets.containsKey("")) {
            throw new InputException(where + ": not an ONNX model: it names no operator set");
        }
        if (opsets.get("") != OnnxWriter.OPSET) {
            throw new InputException(where + ": expected ONNX operator set " + OnnxWriter.OPSET + ", got "
                    + opsets.get("") + "; export the model again");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
        return new ModelFile(GraphReader.read(where, model.getGraph()), metadata, opsets);
    }

    private static OnnxMl.ModelProto proto(String where, byte[] bytes) {
        try {
            OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(bytes);
            if (model.getIrVersion() > 0 && model.hasGraph()) {
                return model;
            }
            throw new InputException(where + ": not an ONNX model: it has no graph");
        } catch (InvalidProtocolBufferException e) {
            throw new InputException(where + ": not an ONNX model, or cut short: " + e.getMessage(), e);
        }
    }
}

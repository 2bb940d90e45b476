package org.instagan.graph.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.graph.Constant;

/** Reads inference models that {@link OnnxWriter} wrote. */
public final class OnnxReader {
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    private OnnxReader() {}

    /**
     * The model of a file.
     *
     * @throws InputException naming the file, for whatever is not a model of ours, or not as it was exported
     */
    public static ModelFile read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new InputException(path + ": not an ONNX model: larger than 2 GB");
            }
            byte[] bytes = Files.readAllBytes(path);
            Seal.check(path.toString(), new ByteArrayInputStream(bytes), bytes.length);
            return parse(path.toString(), bytes);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file", e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * The same with the weights left where they are: what the graph says of them is {@link Constant.Data.Stored}. The file
     * has to stay as it is for as long as the graph is used.
     */
    public static ModelFile map(Path path) {
        Seal.check(path);
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > MAX_BYTES) {
                throw new InputException(path + ": not an ONNX model: larger than 2 GB");
            }
            ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(file).newCodedInput();
            in.enableAliasing(true);
            in.setSizeLimit(Integer.MAX_VALUE);
            return model(path.toString(), proto(path.toString(), in), Optional.of(new StoredWeights(path)));
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * A file's metadata alone; its graph is passed over.
     *
     * @throws InputException naming the file, for whatever is not a model of ours, or not as it was exported
     */
    public static Map<String, String> metadata(Path path) {
        Seal.check(path);
        Map<String, String> metadata = new LinkedHashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == OnnxMl.ModelProto.METADATA_PROPS_FIELD_NUMBER) {
                    OnnxMl.StringStringEntryProto entry =
                            OnnxMl.StringStringEntryProto.parseFrom(coded.readByteArray());
                    metadata.put(entry.getKey(), entry.getValue());
                } else {
                    coded.skipField(tag);
                }
            }
            return metadata;
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * The model in some bytes, sealed or not.
     *
     * @param where what errors call it
     */
    public static ModelFile parse(String where, byte[] bytes) {
        return model(where, proto(where, CodedInputStream.newInstance(bytes)), Optional.empty());
    }

    private static ModelFile model(String where, OnnxMl.ModelProto model, Optional<StoredWeights> stored) {
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
        metadata.remove(Seal.KEY);
        try {
            return new ModelFile(GraphReader.read(where, model.getGraph(), stored), metadata, opsets);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) { // names, shapes or attributes that no graph has
            throw new InputException(where + ": not an ONNX model of ours: " + e.getMessage(), e);
        }
    }

    private static OnnxMl.ModelProto proto(String where, CodedInputStream bytes) {
        try {
            OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(bytes);
            if (model.getIrVersion() > 0 && model.hasGraph()) {
                return model;
            }
            throw new InputException(where + ": not an ONNX model: it has no graph");
        } catch (IOException e) {
            throw new InputException(where + ": not an ONNX model, or cut short: " + e.getMessage(), e);
        }
    }
}

package org.instagan.graph.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.instagan.graph.Constant;

/** Where the weights of a model's file begin: protobuf's messages do not say. */
final class StoredWeights {
    /** Smaller ones are read at once: shapes and the like. */
    private static final int LEAST_BYTES = 4096;

    private final Path file;
    private final Map<String, Integer> offsets = new HashMap<>();

    StoredWeights(Path file) throws IOException {
        this.file = file;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            each(
                    coded,
                    OnnxMl.ModelProto.GRAPH_FIELD_NUMBER,
                    () -> each(coded, OnnxMl.GraphProto.INITIALIZER_FIELD_NUMBER, () -> initializer(coded)));
        }
    }

    private interface Field {
        void read() throws IOException;
    }

    /** Goes into every message of a field, and passes over everything else up to the limit. */
    private static void each(CodedInputStream coded, int field, Field found) throws IOException {
        for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == field) {
                int outer = coded.pushLimit(coded.readRawVarint32());
                found.read();
                coded.popLimit(outer);
            } else {
                coded.skipField(tag);
            }
        }
    }

    private void initializer(CodedInputStream coded) throws IOException {
        String name = "";
        int at = -1;
        for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case OnnxMl.TensorProto.NAME_FIELD_NUMBER -> name = coded.readString();
                case OnnxMl.TensorProto.RAW_DATA_FIELD_NUMBER -> {
                    int size = coded.readRawVarint32();
                    at = coded.getTotalBytesRead();
                    coded.skipRawBytes(size);
                }
                default -> coded.skipField(tag);
            }
        }
        offsets.put(name, at);
    }

    /** An initializer's floats in the file; empty for one that is not there, or small. */
    Optional<Constant.Data> find(String name, int bytes) {
        int at = offsets.getOrDefault(name, -1);
        return at < 0 || bytes < LEAST_BYTES
                ? Optional.empty()
                : Optional.of(new Constant.Data.Stored(file, at, bytes / Float.BYTES));
    }
}

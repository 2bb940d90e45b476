package org.instagan.serve.v2;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.instagan.serve.http.Reply;

/** Writes an answer of the Open Inference Protocol: JSON, and after it the tensors that are wanted as bytes. */
final class TensorReply {
    private static final JsonFactory JSON = new JsonFactory();

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private boolean anyBinary;

    TensorReply(String model, Optional<String> id) {
        try {
            json = JSON.createGenerator(head);
            json.writeStartObject();
            json.writeStringField("model_name", model);
            json.writeStringField("model_version", TensorSpec.MODEL_VERSION);
            if (id.isPresent()) {
                json.writeStringField("id", id.get());
            }
            json.writeArrayFieldStart("outputs");
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    /** An FP32 tensor. */
    void add(String name, int[] shape, float[] values, boolean asBytes) {
        try {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeStringField("datatype", TensorSpec.FP32);
            json.writeFieldName("shape");
            json.writeArray(shape, 0, shape.length);
            if (asBytes) {
                anyBinary = true;
                json.writeObjectFieldStart("parameters");
                json.writeNumberField("binary_data_size", values.length * Float.BYTES);
                json.writeEndObject();
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                binary.writeBytes(bytes.array());
            } else {
                json.writeArrayFieldStart("data");
                for (float value : values) {
                    json.writeNumber(value);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    Reply finish() {
        try {
            json.writeEndArray();
            json.writeEndObject();
            json.close();
            int length = head.size();
            head.writeBytes(binary.toByteArray());
            return anyBinary
                    ? new Reply(
                            "application/octet-stream",
                            head.toByteArray(),
                            Map.of(TensorFormat.JSON_LENGTH, Integer.toString(length)))
                    : new Reply("application/json", head.toByteArray(), Map.of());
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    private static IllegalStateException inMemory(IOException e) {
        return new IllegalStateException("memory does not fail", e);
    }
}

package org.instagan.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A body of the Open Inference Protocol: JSON, followed by the binary tensors that it announces. Numbers are read as a
 * stream, since a tree of them would take twenty times the body.
 *
 * @param id to be repeated in the answer; a text
 * @param parameters of the request, or a missing node
 * @param outputs that are wanted, or a missing node
 */
record TensorRequest(Optional<String> id, JsonNode parameters, Map<String, InputTensor> inputs, JsonNode outputs) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads a body.
     *
     * @param jsonBytes how many of its bytes are JSON
     * @throws Refusal when it is not JSON, or not what the protocol says
     */
    static TensorRequest read(byte[] body, int jsonBytes) {
        try (JsonParser json = MAPPER.createParser(body, 0, jsonBytes)) {
            TensorRequest request = new Reader(json).read();
            ByteBuffer binary = ByteBuffer.wrap(body, jsonBytes, body.length - jsonBytes);
            request.inputs.replaceAll((name, input) -> input.withBinary(binary));
            if (binary.hasRemaining()) {
                throw new Refusal(
                        Refusal.UNPROCESSABLE,
                        "body: " + binary.remaining() + " bytes follow the last tensor, see binary_data_size");
            }
            return request;
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    Refusal.BAD_REQUEST,
                    "body: not the JSON of a request, line " + e.getLocation().getLineNr() + ": "
                            + e.getOriginalMessage().replaceAll("(?s)( \\(start marker|\n).*", ""));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    /** One pass over the JSON. */
    private static final class Reader {
        private final JsonParser json;
        private final Map<String, InputTensor> inputs = new LinkedHashMap<>();
        private Optional<String> id = Optional.empty();
        private JsonNode parameters = MissingNode.getInstance();
        private JsonNode outputs = MissingNode.getInstance();

        Reader(JsonParser json) {
            this.json = json;
        }

        TensorRequest read() throws IOException {
            expect(json.nextToken(), JsonToken.START_OBJECT, "body");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "id" -> {
                        expect(value, JsonToken.VALUE_STRING, "id");
                        id = Optional.of(json.getText());
                    }
                    case "parameters" -> parameters = MAPPER.readTree(json);
                    case "outputs" -> outputs = MAPPER.readTree(json);
                    case "inputs" -> inputs(value);
                    default -> json.skipChildren();
                }
            }
            expect(json.currentToken(), JsonToken.END_OBJECT, "body");
            if (json.nextToken() != null) {
                throw new Refusal(Refusal.BAD_REQUEST, "body: expected one JSON object, got more after it");
            }
            return new TensorRequest(id, parameters, inputs, outputs);
        }

        private void inputs(JsonToken value) throws IOException {
            expect(value, JsonToken.START_ARRAY, "inputs");
            while (json.nextToken() != JsonToken.END_ARRAY) {
                InputTensor input = input("inputs[" + inputs.size() + "]");
                if (inputs.put(input.name(), input) != null) {
                    throw new Refusal(
                            Refusal.UNPROCESSABLE, "inputs: expected '" + input.name() + "' once, got it twice");
                }
            }
        }

        private InputTensor input(String where) throws IOException {
            expect(json.currentToken(), JsonToken.START_OBJECT, where);
            JsonNode name = MissingNode.getInstance();
            JsonNode datatype = name;
            JsonNode shape = name;
            JsonNode size = name;
            Optional<Numbers> data = Optional.empty();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "name" -> name = MAPPER.readTree(json);
                    case "datatype" -> datatype = MAPPER.readTree(json);
                    case "shape" -> shape = MAPPER.readTree(json);
                    case "parameters" -> size = MAPPER.<JsonNode>readTree(json).path("binary_data_size");
                    case "data" -> {
                        expect(value, JsonToken.START_ARRAY, where + ".data");
                        data = Optional.of(Numbers.read(json, where + ".data"));
                    }
                    default -> json.skipChildren();
                }
            }
            return new InputTensor(
                    text(name, where + ".name"),
                    text(datatype, where + ".datatype"),
                    shape(shape, where + ".shape"),
                    size(size, where),
                    data);
        }

        private static String text(JsonNode node, String where) {
            if (!node.isTextual()) {
                throw new Refusal(Refusal.UNPROCESSABLE, where + ": expected a text");
            }
            return node.textValue();
        }

        private static List<Integer> shape(JsonNode node, String where) {
            List<Integer> shape = new ArrayList<>();
            for (JsonNode size : node) {
                if (!size.isIntegralNumber() || !size.canConvertToInt() || size.intValue() < 0) {
                    throw new Refusal(Refusal.UNPROCESSABLE, where + ": expected whole numbers from 0, got " + size);
                }
                shape.add(size.intValue());
            }
            if (!node.isArray()) {
                throw new Refusal(Refusal.UNPROCESSABLE, where + ": expected an array of whole numbers");
            }
            return shape;
        }

        private static Optional<Integer> size(JsonNode node, String where) {
            if (node.isMissingNode()) {
                return Optional.empty();
            }
            if (!node.canConvertToInt() || node.intValue() < 0) {
                throw new Refusal(
                        Refusal.UNPROCESSABLE,
                        where + ".parameters.binary_data_size: expected a number of bytes, got " + node);
            }
            return Optional.of(node.intValue());
        }

        private static void expect(JsonToken got, JsonToken expected, String where) {
            if (got != expected) {
                throw new Refusal(Refusal.BAD_REQUEST, where + ": expected " + name(expected) + ", got " + name(got));
            }
        }

        private static String name(JsonToken token) {
            return token == null
                    ? "the end"
                    : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}

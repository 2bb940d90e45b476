package org.instagan.serve.v2;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.instagan.serve.http.Refusal;

/** One pass over the JSON of a {@link TensorRequest}. */
final class TensorRequestReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode NONE = MissingNode.getInstance();
    /** Bytes of what becomes a tree, which takes many times as much: everything but the tensors' numbers. */
    private static final int MAX_TREE = 16_384;

    private static final int MAX_INPUTS = 16;

    private final JsonParser json;
    private final byte[] body;
    private final Map<String, InputTensor> inputs = new LinkedHashMap<>();
    private JsonNode id = NONE;
    private JsonNode parameters = NONE;
    private JsonNode outputs = NONE;

    /** @param body what the parser reads, from its first byte on */
    TensorRequestReader(JsonParser json, byte[] body) {
        this.json = json;
        this.body = body;
    }

    TensorRequest read() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT, "body");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "id" -> id = tree("id");
                case "parameters" -> parameters = tree("parameters");
                case "outputs" -> outputs = tree("outputs");
                case "inputs" -> inputs(value);
                default -> json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT, "body");
        if (json.nextToken() != null) {
            throw new Refusal(Refusal.BAD_REQUEST, "body: expected one JSON object, got more after it");
        }
        Optional<String> name = id.isMissingNode() ? Optional.empty() : Optional.of(text(id, "id"));
        return new TensorRequest(name, parameters, inputs, outputs);
    }

    private void inputs(JsonToken value) throws IOException {
        expect(value, JsonToken.START_ARRAY, "inputs");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (inputs.size() == MAX_INPUTS) {
                throw new Refusal(Refusal.UNPROCESSABLE, "inputs: expected image, masks and mask_image, got many more");
            }
            InputTensor input = new Input("inputs[" + inputs.size() + "]").read();
            if (inputs.put(input.name(), input) != null) {
                throw new Refusal(Refusal.UNPROCESSABLE, "inputs: expected '" + input.name() + "' once, got it twice");
            }
        }
    }

    /** The value that the parser is at, with all that is in it. */
    private JsonNode tree(String where) throws IOException {
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        int length = (int) json.currentLocation().getByteOffset() - start;
        if (length > MAX_TREE) {
            throw new Refusal(
                    Refusal.UNPROCESSABLE, where + ": expected at most " + MAX_TREE + " bytes, got " + length);
        }
        return MAPPER.readTree(body, start, length);
    }

    private static String text(JsonNode node, String where) {
        if (!node.isTextual()) {
            throw new Refusal(Refusal.UNPROCESSABLE, where + ": expected a text");
        }
        return node.textValue();
    }

    private static void expect(JsonToken got, JsonToken expected, String where) {
        if (got != expected) {
            throw new Refusal(Refusal.BAD_REQUEST, where + ": expected " + name(expected) + ", got " + name(got));
        }
    }

    private static String name(JsonToken token) {
        return token == null ? "the end" : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** One tensor among the inputs. */
    private final class Input {
        private final String where;
        private JsonNode name = NONE;
        private JsonNode datatype = NONE;
        private JsonNode shape = NONE;
        private JsonNode parameters = NONE;
        private Optional<Numbers> data = Optional.empty();

        Input(String where) {
            this.where = where;
        }

        InputTensor read() throws IOException {
            expect(json.currentToken(), JsonToken.START_OBJECT, where);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                field(json.currentName(), json.nextToken());
            }
            return new InputTensor(
                    text(name, where + ".name"), text(datatype, where + ".datatype"), sizes(), binarySize(), data);
        }

        private void field(String field, JsonToken value) throws IOException {
            switch (field) {
                case "name" -> name = tree(where + ".name");
                case "datatype" -> datatype = tree(where + ".datatype");
                case "shape" -> shape = tree(where + ".shape");
                case "parameters" -> parameters = tree(where + ".parameters");
                case "data" -> {
                    expect(value, JsonToken.START_ARRAY, where + ".data");
                    data = Optional.of(Numbers.read(json, where + ".data"));
                }
                default -> json.skipChildren();
            }
        }

        private List<Integer> sizes() {
            if (!shape.isArray()) {
                throw new Refusal(Refusal.UNPROCESSABLE, where + ".shape: expected an array of whole numbers");
            }
            List<Integer> sizes = new ArrayList<>();
            for (JsonNode one : shape) {
                if (!one.isIntegralNumber() || !one.canConvertToInt() || one.intValue() < 0) {
                    throw new Refusal(
                            Refusal.UNPROCESSABLE, where + ".shape: expected whole numbers from 0, got " + one);
                }
                sizes.add(one.intValue());
            }
            return sizes;
        }

        private Optional<Integer> binarySize() {
            if (!parameters.isMissingNode() && !parameters.isObject()) {
                throw new Refusal(Refusal.UNPROCESSABLE, where + ".parameters: expected an object");
            }
            JsonNode size = parameters.path("binary_data_size");
            if (size.isMissingNode()) {
                return Optional.empty();
            }
            if (!size.isIntegralNumber() || !size.canConvertToInt() || size.intValue() < 0) {
                throw new Refusal(
                        Refusal.UNPROCESSABLE,
                        where + ".parameters.binary_data_size: expected a number of bytes, got " + size);
            }
            return Optional.of(size.intValue());
        }
    }
}

package org.instagan.serve.v2;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.instagan.serve.http.Refusal;

/**
 * A body of the Open Inference Protocol: JSON, followed by the binary tensors that it announces. Numbers are read as a
 * stream, since a tree of them would take twenty times the body.
 *
 * @param id to be repeated in the answer; a text
 * @param parameters of the request, or a missing node
 * @param outputs that are wanted, or a missing node
 */
record TensorRequest(Optional<String> id, JsonNode parameters, Map<String, InputTensor> inputs, JsonNode outputs) {

    private static final int ENCODING_BYTES = 4;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads a body.
     *
     * @param jsonBytes how many of its bytes are JSON
     * @throws Refusal when it is not JSON, or not what the protocol says
     */
    static TensorRequest read(byte[] body, int jsonBytes) {
        checkEncoding(body, jsonBytes);
        try (JsonParser json = JSON.createParser(body, 0, jsonBytes)) {
            TensorRequest request = new TensorRequestReader(json, body).read();
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
                    "body: not the JSON of a request" + line(e) + ": "
                            + e.getOriginalMessage().replaceAll("(?s)( \\(start marker|: enable |\n).*", ""));
        } catch (IOException e) { // malformed UTF-8 among them
            throw new Refusal(Refusal.BAD_REQUEST, "body: not the JSON of a request: " + e.getMessage());
        }
    }

    private static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    /** Jackson takes UTF-16 and UTF-32 too, by the zeros among a text's first bytes; what is sent as JSON is UTF-8. */
    private static void checkEncoding(byte[] body, int jsonBytes) {
        for (int i = 0; i < Math.min(ENCODING_BYTES, jsonBytes); i++) {
            if (body[i] == 0 || body[i] == (byte) 0xfe || body[i] == (byte) 0xff) {
                throw new Refusal(Refusal.BAD_REQUEST, "body: expected JSON in UTF-8");
            }
        }
    }
}

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

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads a body.
     *
     * @param jsonBytes how many of its bytes are JSON
     * @throws Refusal when it is not JSON, or not what the protocol says
     */
    static TensorRequest read(byte[] body, int jsonBytes) {
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
                    "body: not the JSON of a request, line " + e.getLocation().getLineNr() + ": "
                            + e.getOriginalMessage().replaceAll("(?s)( \\(start marker|: enable |\n).*", ""));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }
}

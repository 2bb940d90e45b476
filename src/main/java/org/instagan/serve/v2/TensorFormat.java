package org.instagan.serve.v2;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.data.Sample;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.Reply;
import org.instagan.serve.http.RequestFormat;
import org.instagan.serve.http.ServerOptions;

/** Tensors of the Open Inference Protocol, version 2, with its binary tensor data extension. */
public final class TensorFormat implements RequestFormat {
    /** How many bytes of a body are JSON. */
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private static final List<String> OUTPUTS =
            TensorSpec.OUTPUTS.stream().map(TensorSpec::name).toList();
    /** Parameters of an output that ask for something else than its values in the answer; not supported. */
    private static final List<String> ELSEWHERE = List.of("classification", "shared_memory_region");

    private final String model;
    private final ServerOptions options;

    public TensorFormat(String model, ServerOptions options) {
        this.model = model;
        this.options = options;
    }

    @Override
    public Call decode(Exchange exchange, byte[] body) {
        int json = exchange.header(JSON_LENGTH)
                .map(text -> jsonLength(text, body.length))
                .orElse(body.length);
        TensorRequest request = TensorRequest.read(body, json);
        request.id().ifPresent(id -> exchange.note("id", id));
        Map<String, Boolean> binary = binary(request);
        TensorImages images = TensorImages.of(request.inputs(), options);
        return new Call() {
            @Override
            public List<Sample> samples() {
                return images.samples();
            }

            @Override
            public Reply encode(List<Sample> translated) {
                TensorReply reply = new TensorReply(model, request.id());
                binary.forEach((name, asBytes) -> {
                    boolean pixels = name.equals(TensorSpec.IMAGE_OUT.name());
                    int count = pixels ? translated.size() : images.instances();
                    int[] shape = {count, pixels ? 3 : 1, images.height(), images.width()};
                    reply.add(name, shape, pixels ? images.images(translated) : images.masks(translated), asBytes);
                });
                return reply.finish();
            }
        };
    }

    private static int jsonLength(String text, int most) {
        int length = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (length < 0 || length > most) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, JSON_LENGTH + ": expected 0 to the body's " + most + ", got '" + text + "'");
        }
        return length;
    }

    /** The outputs that are wanted, in order, and whether each as bytes. */
    private static Map<String, Boolean> binary(TensorRequest request) {
        boolean all = request.parameters().path("binary_data_output").asBoolean(false);
        Map<String, Boolean> binary = new LinkedHashMap<>();
        for (JsonNode output : request.outputs()) {
            String name = output.path("name").asText();
            if (!OUTPUTS.contains(name)) {
                throw new Refusal(
                        Refusal.UNPROCESSABLE, "outputs: '" + name + "' is none of this model, expected " + OUTPUTS);
            }
            JsonNode parameters = output.path("parameters");
            for (String parameter : ELSEWHERE) {
                if (parameters.has(parameter)) {
                    throw new Refusal(Refusal.UNPROCESSABLE, name + ": parameter '" + parameter + "' is not supported");
                }
            }
            binary.put(name, parameters.path("binary_data").asBoolean(all));
        }
        if (binary.isEmpty()) {
            OUTPUTS.forEach(name -> binary.put(name, all));
        }
        return binary;
    }
}

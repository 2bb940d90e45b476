package org.instagan.serve.v2;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.data.Sample;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.Reply;
import org.instagan.serve.http.RequestFormat;
import org.instagan.serve.http.ServerOptions;

/** Tensors of the Open Inference Protocol, version 2, with its binary tensor data extension. */
public final class TensorFormat implements RequestFormat {
    /** How many bytes of a body are JSON. */
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** Bytes of floats, and of the arrays that they grow in, that a byte of JSON becomes at most: {@code "0,"}. */
    private static final long FLOATS_OF_JSON = 5;
    /** The tensors as samples, as results and as the answer's rows; in JSON these are three times as long, and grow. */
    private static final long COPIES = 12;

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
    public Call decode(Exchange exchange, byte[] body, Deadline deadline) {
        int json = exchange.header(JSON_LENGTH)
                .map(text -> jsonLength(text, body.length))
                .orElse(body.length);
        exchange.reserve(FLOATS_OF_JSON * json + body.length - json);
        TensorRequest request = TensorRequest.read(body, json);
        deadline.check();
        request.id().ifPresent(id -> exchange.note("id", id));
        Map<String, Boolean> binary = binary(request);
        exchange.reserve(COPIES * body.length);
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
        JsonNode parameters = object(request.parameters(), "parameters");
        boolean all = flag(parameters, "binary_data_output", "parameters", false);
        Map<String, Boolean> binary = new LinkedHashMap<>();
        if (!request.outputs().isMissingNode() && !request.outputs().isArray()) {
            throw wrong("outputs", "expected an array");
        }
        for (JsonNode output : request.outputs()) {
            String name = name(output, "outputs[" + binary.size() + "]");
            JsonNode own = object(output.path("parameters"), name + ".parameters");
            for (String parameter : ELSEWHERE) {
                if (own.has(parameter)) {
                    throw wrong(name, "parameter '" + parameter + "' is not supported");
                }
            }
            if (binary.put(name, flag(own, "binary_data", name + ".parameters", all)) != null) {
                throw wrong("outputs", "expected '" + name + "' once, got it twice");
            }
        }
        if (binary.isEmpty()) {
            OUTPUTS.forEach(name -> binary.put(name, all));
        }
        return binary;
    }

    private static String name(JsonNode output, String where) {
        if (!output.isObject() || !output.path("name").isTextual()) {
            throw wrong(where, "expected an object with a name");
        }
        String name = output.path("name").textValue();
        if (!OUTPUTS.contains(name)) {
            throw wrong("outputs", "'" + name + "' is none of this model, expected " + OUTPUTS);
        }
        return name;
    }

    private static JsonNode object(JsonNode node, String where) {
        if (!node.isMissingNode() && !node.isObject()) {
            throw wrong(where, "expected an object");
        }
        return node;
    }

    private static boolean flag(JsonNode parameters, String name, String where, boolean usual) {
        JsonNode value = parameters.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong(where + "." + name, "expected true or false, got " + value);
        }
        return value.asBoolean(usual);
    }

    private static Refusal wrong(String where, String what) {
        return new Refusal(Refusal.UNPROCESSABLE, where + ": " + what);
    }
}

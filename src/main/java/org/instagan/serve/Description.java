package org.instagan.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.instagan.platform.ort.Doctor;
import org.instagan.serve.http.BodyRules;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.v2.TensorSpec;

/** Everything that is asked of a server besides translating: what it is, how it is, and the page to try it. */
final class Description {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LOAD_BYTES = 16_384;
    private static final int LOAD_MILLIS = 1000;
    private static final String PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src"
            + " 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; frame-ancestors"
            + " 'none'";

    private final Lanes lanes;
    private final Admission admission;
    private final Metrics metrics;
    private final Answers answers;
    private final Semaphore loading = new Semaphore(1);
    private final byte[] page = resource("page.html");
    private final byte[] openApi = resource("openapi.json");

    Description(Lanes lanes, Admission admission, Metrics metrics, Answers answers) {
        this.lanes = lanes;
        this.admission = admission;
        this.metrics = metrics;
        this.answers = answers;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/", this::page),
                Route.of("GET", "/openapi.json", x -> x.send(200, "application/json", openApi)),
                Route.of("GET", "/metrics", this::scrape),
                new Route("GET", "/v2", Pattern.compile("/v2/?"), x -> x.json(200, server())),
                Route.of("GET", "/v2/health/live", this::live),
                Route.of(
                        "GET",
                        "/v2/health/ready",
                        x -> ready(x, JSON.objectNode().put("ready", true))),
                Route.of("POST", "/v2/repository/index", x -> x.json(200, index())),
                Route.ofVersion("GET", "/v2/models/NAME", lanes, (x, lane) -> x.json(200, model(lane))),
                Route.ofVersion("GET", "/v2/models/NAME/ready", lanes, (x, lane) -> ready(x, readiness(lane))),
                Route.ofModel("POST", "/v2/repository/models/NAME/load", lanes, this::load));
    }

    private void page(Exchange exchange) {
        exchange.set("Content-Security-Policy", PAGE_POLICY);
        exchange.send(200, "text/html; charset=utf-8", page);
    }

    /** A worker that is dead does not come back: whoever watches over the server has to start it anew. */
    private void live(Exchange exchange) {
        boolean alive = lanes.areAlive();
        exchange.json(alive ? 200 : Refusal.UNAVAILABLE, JSON.objectNode().put("live", alive));
    }

    private void scrape(Exchange exchange) {
        byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
        exchange.send(200, "text/plain; version=0.0.4; charset=utf-8", text);
    }

    private void ready(Exchange exchange, ObjectNode yes) {
        if (admission.isDraining()) {
            throw new Refusal(Refusal.UNAVAILABLE, "server: it is shutting down");
        }
        exchange.json(200, yes);
    }

    private void load(Exchange exchange, Lane lane) {
        BodyRules rules = new BodyRules(LOAD_BYTES, 0, Deadline.in(LOAD_MILLIS));
        var unused = exchange.body(rules)
                .whenComplete((body, failure) -> answers.later(exchange, () -> {
                    checkLoad(Answers.of(body, failure));
                    loadAlone(lane);
                    exchange.json(200, state(lane));
                }));
    }

    /** Opening a model takes its memory once more, and the processors. */
    private void loadAlone(Lane lane) {
        if (!loading.tryAcquire()) {
            throw new Refusal(Refusal.CONFLICT, "load: a model is being loaded already, try again after it");
        }
        try {
            lane.reload();
        } finally {
            loading.release();
        }
    }

    /** Triton's load takes another configuration and files along; to ignore them would be to say they were taken. */
    private static void checkLoad(byte[] body) {
        try {
            if (!MAPPER.readTree(body).path("parameters").isEmpty()) {
                throw new Refusal(Refusal.UNPROCESSABLE, "parameters: expected none, the model's own file is reloaded");
            }
        } catch (IOException e) {
            throw new Refusal(Refusal.BAD_REQUEST, "body: expected none, or a JSON object");
        }
    }

    private static ObjectNode server() {
        ObjectNode node = JSON.objectNode().put("name", "instagan").put("version", Doctor.productVersion());
        node.putArray("extensions").add("binary_tensor_data");
        return node;
    }

    private ArrayNode index() {
        ArrayNode models = JSON.arrayNode();
        lanes.all().forEach(lane -> models.add(state(lane)));
        return models;
    }

    private static ObjectNode state(Lane lane) {
        return JSON.objectNode()
                .put("name", lane.name())
                .put("version", TensorSpec.MODEL_VERSION)
                .put("state", "READY")
                .put("reason", "");
    }

    private static ObjectNode readiness(Lane lane) {
        return JSON.objectNode().put("name", lane.name()).put("ready", true);
    }

    private static ObjectNode model(Lane lane) {
        ObjectNode node = JSON.objectNode().put("name", lane.name());
        node.putArray("versions").add(TensorSpec.MODEL_VERSION);
        node.put("platform", lane.platform());
        add(node.putArray("inputs"), TensorSpec.INPUTS);
        add(node.putArray("outputs"), TensorSpec.OUTPUTS);
        node.putObject("parameters").put("keep_background", lane.keepsBackground());
        return node;
    }

    private static void add(ArrayNode tensors, List<TensorSpec> specs) {
        for (TensorSpec spec : specs) {
            ObjectNode node = tensors.addObject().put("name", spec.name()).put("datatype", spec.datatype());
            ArrayNode sizes = node.putArray("shape");
            spec.shape().forEach(sizes::add);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Description.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + ": missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read from the jar", e);
        }
    }
}

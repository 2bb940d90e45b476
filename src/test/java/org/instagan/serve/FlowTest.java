package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.instagan.Await;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches, limits, reloading and the end, with an engine that computes when the test says so. */
@Timeout(300)
final class FlowTest {
    private static final String PATH = "/v2/models/gated/infer";
    private static final byte[] BODY = Client.bytes(Client.inferBody(TinyModel.sample(1, 4)));

    private final GatedEngine first = new GatedEngine(0.25f);
    private final GatedEngine second = new GatedEngine(0.75f);
    private final Deque<GatedEngine> engines = new ArrayDeque<>(List.of(first, second));
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private TranslationServer server;
    private Client client;

    private void start(int maxBatch, int queue) {
        server = TranslationServer.start(
                Map.of("gated", List.of(this::open)),
                TestServers.quick()
                        .with(new ServerOptions.Batching(maxBatch, 0))
                        .with(TestServers.load(queue)),
                new PrintStream(log, true, StandardCharsets.UTF_8));
        client = new Client(server.address());
    }

    private Translator open() {
        if (engines.isEmpty()) {
            throw new InputException("secret/path/gated.onnx: no such file");
        }
        return new Translator(engines.remove(), Translator.Options.defaults());
    }

    @AfterEach
    void stop() {
        first.pass(1000);
        second.pass(1000);
        server.close();
    }

    @Test
    void whatWaitsTogetherIsTranslatedTogether() throws Exception {
        start(4, 16);
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        answers.add(client.postLater(PATH, BODY));
        first.awaitSteps(1);
        for (int i = 0; i < 5; i++) {
            answers.add(client.postLater(PATH, BODY));
        }
        Await.until(() -> metric("instagan_queue_length{model=\"gated\"}") == 5);
        first.pass(3); // batches of 1, 4 and 1
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(value(answer.join())).isEqualTo(0.25f);
        }
        assertThat(metric("instagan_batch_images_count{model=\"gated\"}")).isEqualTo(3);
        assertThat(metric("instagan_batch_images_max{model=\"gated\"}")).isEqualTo(4);
        assertThat(metric("instagan_batch_instances_sum{model=\"gated\"}")).isEqualTo(6);
        for (String phase : List.of("decode", "queue", "compute", "encode")) {
            assertThat(metric("instagan_phase_seconds_count{model=\"gated\",phase=\"" + phase + "\"}"))
                    .isPositive();
        }
    }

    @Test
    void batchesAreNoLargerThanTheEngineTakes() throws Exception {
        start(4, 16);
        first.takeAtMost(2);
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        answers.add(client.postLater(PATH, BODY));
        first.awaitSteps(1);
        for (int i = 0; i < 4; i++) {
            answers.add(client.postLater(PATH, BODY));
        }
        Await.until(() -> metric("instagan_queue_length{model=\"gated\"}") == 4);
        first.pass(3); // batches of 1, 2 and 2
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
        assertThat(metric("instagan_batch_images_max{model=\"gated\"}")).isEqualTo(2);
        byte[] three =
                Client.bytes(Client.inferBody(TinyModel.sample(1, 4), TinyModel.sample(2, 4), TinyModel.sample(3, 4)));
        assertThat(Client.error(client.post(PATH, three)))
                .isEqualTo("422 image: gate: 3 images at once are outside its profile");
    }

    @Test
    void pastTheQueueClientsAreToldToTryAgain() throws Exception {
        start(1, 2);
        List<CompletableFuture<HttpResponse<byte[]>>> answers =
                List.of(client.postLater(PATH, BODY), client.postLater(PATH, BODY));
        first.awaitSteps(1);
        Await.until(() -> metric("instagan_requests_in_flight") == 2);
        HttpResponse<byte[]> refused = client.post(PATH, BODY);
        assertThat(Client.error(refused)).isEqualTo("503 queue: 2 requests are waiting already, try again");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        first.pass(2);
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
        Await.until(() ->
                metric("instagan_requests_seconds_count{endpoint=\"/v2/models/NAME/infer\",status=\"503\"}") == 1);
    }

    @Test
    void afterTheDeadlineNobodyComputes() throws Exception {
        start(1, 8);
        CompletableFuture<HttpResponse<byte[]>> slow = client.postLater(PATH, BODY);
        first.awaitSteps(1);
        // Its deadline leaves time to arrive and passes while the one before it is computed: the engine never sees it.
        assertThat(Client.error(client.post(PATH, BODY, "X-Timeout-Ms", "500")))
                .isEqualTo("504 timeout: no result within 500 ms");
        first.pass(1);
        assertThat(slow.join().statusCode()).isEqualTo(200);
        Await.until(() -> metric("instagan_queue_length{model=\"gated\"}") == 0);
        assertThat(metric("instagan_batch_images_count{model=\"gated\"}")).isEqualTo(1);
    }

    @Test
    void aReloadServesOnWhileTheOldModelFinishes() throws Exception {
        start(1, 8);
        CompletableFuture<HttpResponse<byte[]>> before = client.postLater(PATH, BODY);
        first.awaitSteps(1);
        assertThat(platform()).isEqualTo("gate_0.25");
        HttpResponse<byte[]> loaded = client.post("/v2/repository/models/gated/load", new byte[0]);
        assertThat(loaded.statusCode()).isEqualTo(200);
        assertThat(platform()).isEqualTo("gate_0.75");
        assertThat(first.isClosed()).isFalse();
        second.pass(1);
        first.pass(1);
        assertThat(value(before.join())).isEqualTo(0.25f);
        assertThat(value(client.post(PATH, BODY))).isEqualTo(0.75f);
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
        // There is no third: the second stays, and the answer does not show the server's paths.
        assertThat(Client.error(client.post("/v2/repository/models/gated/load", new byte[0])))
                .isEqualTo("500 model 'gated': cannot be reloaded, the server's log says why; the one before stays");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("secret/path/gated.onnx: no such file");
        second.pass(1);
        assertThat(value(client.post(PATH, BODY))).isEqualTo(0.75f);
    }

    private String platform() throws Exception {
        return Client.json(client.get("/v2/models/gated")).path("platform").asText();
    }

    @Test
    void theEndWaitsForWhatWasTakenIn() throws Exception {
        start(1, 8);
        List<CompletableFuture<HttpResponse<byte[]>>> answers =
                List.of(client.postLater(PATH, BODY), client.postLater(PATH, BODY));
        first.awaitSteps(1);
        Await.until(() -> metric("instagan_queue_length{model=\"gated\"}") == 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        Await.until(() -> client.get("/v2/health/ready").statusCode() == 503);
        assertThat(client.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(Client.error(client.post(PATH, BODY))).isEqualTo("503 server: it is shutting down");
        assertThat(closing).isNotDone();
        first.pass(2);
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
        closing.join();
        assertThat(first.isClosed()).isTrue();
    }

    @Test
    void aFailureOfTheEngineIsNotTheEnd() throws Exception {
        start(1, 8);
        first.failFromNowOn();
        first.pass(1);
        HttpResponse<byte[]> failed = client.post(PATH, BODY);
        assertThat(Client.error(failed)).isEqualTo("500 model 'gated': translating failed");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("the engine is broken");
        client.post("/v2/repository/models/gated/load", new byte[0]);
        second.pass(1);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void memoryThatIsTakenIsNobodysMistakeAndPasses() throws Exception {
        start(1, 8);
        first.runOutOfMemory(true);
        first.pass(1);
        HttpResponse<byte[]> refused = client.post(PATH, BODY);
        assertThat(Client.error(refused))
                .isEqualTo("503 model 'gated': the server lacks memory for it now, try again later");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("GPU memory: cannot allocate 3 MiB more");
        first.runOutOfMemory(false);
        first.pass(1);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsMeasuredOutlivesAGarbageCollection() throws Exception {
        start(1, 8);
        System.gc();
        String scraped = new String(client.get("/metrics").body(), StandardCharsets.UTF_8);
        assertThat(scraped).doesNotContain("NaN");
        assertThat(scraped.lines())
                .contains("instagan_queue_length{model=\"gated\"} 0.0", "instagan_requests_in_flight 0.0");
    }

    @Test
    void everyRequestIsALineOfTheLog() throws Exception {
        start(1, 8);
        first.pass(1);
        client.post(PATH, BODY);
        client.get("/nothing?token=x");
        Await.until(() -> log.toString(StandardCharsets.UTF_8).lines().count() == 2);
        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        JsonNode infer = Client.JSON.readTree(lines.get(0));
        assertThat(infer.path("endpoint").asText()).isEqualTo("/v2/models/NAME/infer");
        assertThat(infer.path("model").asText()).isEqualTo("gated");
        assertThat(infer.path("instances").asInt()).isEqualTo(1);
        assertThat(infer.path("bytes_in").asInt()).isEqualTo(BODY.length);
        JsonNode missing = Client.JSON.readTree(lines.get(1));
        assertThat(missing.path("status").asInt()).isEqualTo(404);
        assertThat(missing.path("path").asText()).isEqualTo("/nothing");
        assertThat(missing.path("error").asText()).isEqualTo("path: no such endpoint, see /openapi.json");
    }

    private static float value(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        return Client.json(response).path("outputs").get(0).path("data").get(0).floatValue();
    }

    private double metric(String name) throws Exception {
        String text = new String(client.get("/metrics").body(), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }
}

package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.instagan.Await;
import org.instagan.TinyModel;
import org.instagan.error.DeviceLostException;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What strangers may do to a server, and what of it the others notice: nothing. */
final class AbuseTest {
    private static final String PATH = "/v2/models/m/infer";
    private static final byte[] BODY = Client.bytes(Client.inferBody(TinyModel.sample(1, 4)));
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private final CountDownLatch loading = new CountDownLatch(1);
    private volatile boolean loadsWait;
    private GatedEngine engine = new GatedEngine(0.5f);
    private TranslationServer server;
    private Client client;

    private void start(ServerOptions options) {
        server = TranslationServer.start(Map.of("m", List.of(this::open)), options, NOWHERE);
        client = new Client(server.address());
    }

    private Translator open() {
        if (loadsWait) {
            try {
                loading.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return new Translator(engine, Translator.Options.defaults());
    }

    @AfterEach
    void stop() {
        loading.countDown();
        engine.pass(1000);
        if (server != null) {
            server.close();
        }
    }

    private Socket connect() throws IOException {
        return new Socket(server.address().getHost(), server.address().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(int length, String... headers) {
        return "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n"
                + String.join("", List.of(headers)) + "\r\n";
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends all of this, then nothing, and reads to the connection's end. */
    private String raw(String text) throws IOException {
        try (Socket socket = connect()) {
            send(socket, text);
            return answer(socket);
        }
    }

    private String statusOf(byte[] body) throws Exception {
        return Client.error(client.post(PATH, body));
    }

    @Test
    void whenTheClientIsGoneItsComputingStops() throws Exception {
        start(TestServers.quick());
        try (Socket socket = connect()) {
            send(socket, head(BODY.length));
            socket.getOutputStream().write(BODY);
            engine.awaitSteps(1);
        }
        Await.until(() -> metric("instagan_batches_cancelled_total{model=\"m\"}") == 1);
        engine.pass(1);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void whenTheDeadlineIsOverItsComputingStops() throws Exception {
        start(TestServers.quick());
        CompletableFuture<HttpResponse<byte[]>> late = client.postLater(PATH, BODY, "X-Timeout-Ms", "1000");
        engine.awaitSteps(1);
        assertThat(Client.error(late.join())).isEqualTo("504 timeout: no result within 1000 ms");
        Await.until(() -> metric("instagan_batches_cancelled_total{model=\"m\"}") == 1);
    }

    @Test
    void whatOthersStillWaitForGoesOn() throws Exception {
        start(TestServers.quick());
        CompletableFuture<HttpResponse<byte[]>> first = client.postLater(PATH, BODY);
        engine.awaitSteps(1);
        CompletableFuture<HttpResponse<byte[]>> stays = client.postLater(PATH, BODY);
        Socket leaves = connect();
        send(leaves, head(BODY.length));
        leaves.getOutputStream().write(BODY);
        Await.until(() -> metric("instagan_queue_length{model=\"m\"}") == 2);
        engine.pass(1);
        engine.awaitSteps(1); // the two together
        leaves.close();
        engine.pass(1);
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(stays.join().statusCode()).isEqualTo(200);
        assertThat(metric("instagan_batches_cancelled_total{model=\"m\"}")).isZero();
    }

    /** On connections that stay, with every end and beginning of a watch between them. */
    @Test
    void whoeverStaysIsNotTakenForGone() throws Exception {
        start(TestServers.quick());
        engine.pass(4 * 500);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < 500; n++) {
                    assertThat(client.postLater(PATH, BODY).join().statusCode()).isEqualTo(200);
                }
            }));
        }
        for (CompletableFuture<Void> asked : clients) {
            asked.join();
        }
    }

    @Test
    void pipelinedRequestsAreNoEnd() throws Exception {
        start(TestServers.quick());
        engine.pass(2);
        try (Socket socket = connect()) {
            String body = new String(BODY, StandardCharsets.ISO_8859_1);
            send(socket, head(BODY.length) + body + head(BODY.length, "Connection: close\r\n") + body);
            assertThat(answer(socket).split("HTTP/1.1 200 ", -1)).hasSize(3);
        }
    }

    @Test
    void aRequestsWorkIsBounded() throws Exception {
        start(TestServers.quick().with(new ServerOptions.Limits(1 << 20, 1 << 20, 64, 300)));
        engine.pass(1);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
        byte[] two = Client.bytes(Client.inferBody(TinyModel.sample(1, 4, 3)));
        assertThat(statusOf(two))
                .isEqualTo("422 masks: expected at most 300 pixels of an image times its masks, got 512");
    }

    @Test
    void aRequestsMemoryIsBounded() throws Exception {
        start(TestServers.quick()
                .with(new ServerOptions.Limits(32 << 20, 1 << 20, 64, 8 << 20))
                .with(new ServerOptions.Load(8, 60_000, 0, 1 << 20)));
        engine.pass(2);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
        assertThat(statusOf(new byte[2 << 20]))
                .startsWith("413 request: it needs ")
                .endsWith("at most 1048576");
        Await.until(() -> metric("instagan_requests_memory_bytes") == 0);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
    }

    /** An error that fails again when somebody tells of it. */
    private static final class Unspeakable extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new OutOfMemoryError("no room for this text");
        }
    }

    @Test
    void theWorkerOutlivesWhateverIsThrown() throws Exception {
        start(TestServers.quick());
        engine.dieOf(new Unspeakable());
        engine.pass(2);
        assertThat(statusOf(BODY)).isEqualTo("500 model 'm': translating failed");
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
        assertThat(client.get("/v2/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void whereTheGpuIsLostTheServerAsksToBeStartedAgain() throws Exception {
        start(TestServers.quick());
        engine.dieOf(new DeviceLostException("Waiting for the GPU: an illegal memory access was encountered", null));
        engine.pass(2);
        String gone = "503 model 'm': its GPU failed, the server has to be started again";
        assertThat(statusOf(BODY)).isEqualTo(gone);
        assertThat(client.get("/v2/health/live").statusCode()).isEqualTo(503);
        assertThat(statusOf(BODY)).isEqualTo(gone);
    }

    @Test
    void aResultThatIsNoNumberIsAFailure() throws Exception {
        engine = new GatedEngine(Float.NaN);
        start(TestServers.quick());
        engine.pass(1);
        assertThat(statusOf(BODY)).startsWith("500 model 'm': translated image 0: NaN at 0, expected finite numbers");
    }

    @Test
    void slowBodiesTakeNobodysPlace() throws Exception {
        start(TestServers.quick().with(TestServers.load(1)));
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = connect();
            slow.add(socket);
            send(socket, head(1000) + "{");
        }
        engine.pass(1);
        assertThat(client.post(PATH, BODY).statusCode()).isEqualTo(200);
        for (Socket socket : slow) {
            socket.close();
        }
    }

    @Test
    void bodiesHaveALeastRate() throws Exception {
        start(TestServers.quick());
        try (Socket socket = connect()) {
            send(socket, head(10_000) + "{");
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .endsWith("{\"error\":\"body: expected 4096 bytes a second or more\"}");
        }
    }

    @Test
    void modelsAreLoadedOneAtATime() throws Exception {
        start(TestServers.quick());
        loadsWait = true;
        String load = "/v2/repository/models/m/load";
        List<CompletableFuture<HttpResponse<byte[]>>> loads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            loads.add(client.postLater(load, new byte[0]));
        }
        Await.until(() -> loads.stream().filter(CompletableFuture::isDone).count() == 49);
        assertThat(client.get("/v2/health/live").statusCode()).isEqualTo(200);
        loading.countDown();
        List<Integer> statuses =
                loads.stream().map(answer -> answer.join().statusCode()).toList();
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(49);
    }

    @Test
    void timeCountsFromTheFirstByte() throws Exception {
        start(TestServers.quick());
        try (Socket socket = connect()) {
            String head = head(BODY.length, "X-Timeout-Ms: 200\r\n", "Connection: close\r\n");
            send(socket, head.substring(0, 1));
            long late = System.nanoTime() + 400_000_000L;
            Await.until(() -> System.nanoTime() > late);
            send(socket, head.substring(1));
            socket.getOutputStream().write(BODY);
            assertThat(answer(socket)).containsPattern("^HTTP/1.1 (408|504) ").contains("within 200 ms");
        }
    }

    @Test
    void textsThatAreNoRequestsAreTheClientsMistake() throws Exception {
        start(TestServers.quick());
        String json = new String(BODY, StandardCharsets.UTF_8);
        for (byte[] body : List.of(
                json.getBytes(StandardCharsets.UTF_16),
                json.getBytes(StandardCharsets.UTF_16LE),
                json.getBytes(StandardCharsets.UTF_16BE),
                ("[".repeat(5000) + "]".repeat(5000)).getBytes(StandardCharsets.UTF_8),
                ("{\"parameters\":" + "[".repeat(1500) + "]".repeat(1500) + "}").getBytes(StandardCharsets.UTF_8),
                ("{\"x\":" + "[".repeat(1500) + "]".repeat(1500) + "}").getBytes(StandardCharsets.UTF_8),
                json.replaceFirst("\"data\":\\[", "\"data\":[" + "1".repeat(1100) + ",")
                        .getBytes(StandardCharsets.UTF_8),
                ("{\"id\":" + "1".repeat(1100) + "}").getBytes(StandardCharsets.UTF_8),
                ("{\"" + "n".repeat(60_000) + "\":1}").getBytes(StandardCharsets.UTF_8),
                new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
                new byte[0],
                new byte[] {0})) {
            String answer = statusOf(body);
            assertThat(answer)
                    .as(new String(body, StandardCharsets.UTF_8).substring(0, Math.min(40, body.length)))
                    .startsWith("400 ");
            assertThat(answer).hasSizeLessThan(420);
        }
    }

    @Test
    void headIsAnsweredWhereGetIs() throws Exception {
        start(TestServers.quick());
        for (String path : List.of("/v2/health/live", "/v2/models/m", "/metrics", "/")) {
            String answer = raw("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsPattern("Content-Length: [1-9]")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void refusalsOfTheProtocolSayWhatTheyAre() throws Exception {
        start(TestServers.quick());
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ")
                .endsWith("{\"error\":\"request: URI Too Long\"}");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"error\":\"request: Request Header Fields Too Large\"}");
        assertThat(raw(head(5, "Expect: miracles\r\n", "Connection: close\r\n") + "12345"))
                .startsWith("HTTP/1.1 417 ")
                .contains("{\"error\":\"request: Expectation Failed\"}");
    }

    @Test
    void theNameThatAServerIsAskedByIsItsOwn() throws Exception {
        start(TestServers.quick());
        String get = "GET /v2 HTTP/1.1\r\nConnection: close\r\nHost: ";
        for (String own : List.of("localhost", "localhost:99", "127.0.0.1", "[::1]:8000", "LOCALHOST.")) {
            assertThat(raw(get + own + "\r\n\r\n")).as(own).startsWith("HTTP/1.1 200 ");
        }
        for (String foreign : List.of("evil.example", "evil.example:8000", "10.0.0.1", "localhost.evil.example", "")) {
            assertThat(raw(get + foreign + "\r\n\r\n")).as(foreign).containsPattern("^HTTP/1.1 40[03] ");
        }
    }

    @Test
    void aProxysNameMayBeGiven() {
        Hosts loopback = new Hosts("127.0.0.1", List.of("sheep.example"));
        assertThat(loopback.isOurs(Optional.of("sheep.example"))).isTrue();
        assertThat(loopback.isOurs(Optional.of("localhost:1"))).isTrue();
        assertThat(loopback.isOurs(Optional.of("goat.example"))).isFalse();
        assertThat(new Hosts("0.0.0.0", List.of()).isOurs(Optional.of("goat.example")))
                .isTrue();
        assertThat(new Hosts("0.0.0.0", List.of("sheep.example")).isOurs(Optional.of("goat.example")))
                .isFalse();
    }

    /** The client sends on without reading; its answer must not be lost when the connection closes. */
    @Test
    void aChunkedBodyThatIsTooLargeGetsItsAnswer() throws Exception {
        start(TestServers.quick().with(new ServerOptions.Limits(1 << 20, 1 << 20, 64, 1 << 20)));
        try (Socket socket = connect()) {
            send(socket, "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 40; i++) { // 2.6 MB
                send(socket, chunk);
            }
            send(socket, "0\r\n\r\n");
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 413 ")
                    .endsWith("{\"error\":\"body: expected at most 1048576 bytes, got more\"}");
        }
    }

    @Test
    void theEndDoesNotWaitForWhatDoesNotEnd() throws Exception {
        start(TestServers.quick().with(new ServerOptions.Load(8, 1000, 0, 1 << 30)));
        CompletableFuture<HttpResponse<byte[]>> stuck = client.postLater(PATH, BODY);
        engine.awaitSteps(1);
        server.close(); // nothing opens the gate
        assertThat(stuck.join().statusCode()).isEqualTo(504);
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

package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.instagan.Await;
import org.instagan.error.InputException;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may ask, and what becomes of requests that are none. */
final class GuardTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    private static final Map<String, List<Supplier<Translator>>> MODELS =
            Map.of("m", List.of(() -> new Translator(new GatedEngine(0), Translator.Options.defaults())));

    private static TranslationServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = TranslationServer.start(MODELS, options(0), NOWHERE);
        client = new Client(server.address());
    }

    private static ServerOptions options(int port) {
        return ServerOptions.defaults()
                .with(new ServerOptions.Listening("127.0.0.1", port, List.of(), Optional.of("s3cret")))
                .with(new ServerOptions.Batching(4, 0));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void withoutTheTokenOnlyHealthAndThePageAnswer() throws Exception {
        for (String open : List.of("/", "/v2/health/live", "/v2/health/ready")) {
            assertThat(client.get(open).statusCode()).isEqualTo(200);
        }
        for (String closed : List.of("/v2", "/v2/models/m", "/metrics", "/openapi.json", "/nothing")) {
            HttpResponse<byte[]> answer = client.get(closed);
            assertThat(Client.error(answer))
                    .isEqualTo("401 Authorization: expected 'Bearer TOKEN' with this server's token");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        for (String wrong : List.of("Bearer s3cre", "Bearer s3cret2", "s3cret", "Basic s3cret")) {
            assertThat(client.get("/v2", "Authorization", wrong).statusCode()).isEqualTo(401);
        }
        for (String right : List.of("Bearer s3cret", "bearer s3cret", "BEARER  s3cret")) {
            assertThat(client.get("/v2", "Authorization", right).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void pagesOfOtherOriginsDoNotPass() throws Exception {
        String own = server.address().toString();
        assertThat(client.post("/v2/repository/index", new byte[0], "Authorization", "Bearer s3cret", "Origin", own)
                        .statusCode())
                .isEqualTo(200);
        for (String foreign : List.of("http://example.org", "null", "http://127.0.0.1:1", ":::")) {
            assertThat(client.post("/v2/repository/index", new byte[0], "Origin", foreign)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        String[] token = {"Authorization", "Bearer s3cret"};
        assertThat(Client.error(client.get("/etc/passwd", token)))
                .isEqualTo("404 path: no such endpoint, see /openapi.json");
        assertThat(Client.error(client.get("/v2/models/n", token)))
                .isEqualTo("404 model 'n': not served here, expected one of [m]");
        HttpResponse<byte[]> answer = client.post("/v2", new byte[0], token);
        assertThat(Client.error(answer)).isEqualTo("405 method: expected GET, HEAD here, got POST");
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void theDescriptionNamesEveryEndpoint() throws Exception {
        assertThat(Client.json(client.get("/openapi.json", "Authorization", "Bearer s3cret"))
                        .path("paths")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "/",
                        "/openapi.json",
                        "/metrics",
                        "/v2",
                        "/v2/health/live",
                        "/v2/health/ready",
                        "/v2/repository/index",
                        "/v2/models/{name}",
                        "/v2/models/{name}/ready",
                        "/v2/models/{name}/infer",
                        "/v2/repository/models/{name}/load",
                        "/translate/{name}");
    }

    @Test
    void whatIsNoHttpGetsOneLineOfJson() throws Exception {
        assertThat(raw("GET /v2/models/..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"error\":\"request: ");
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ").doesNotContain("at org.");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .doesNotContain("at org.");
        assertThat(raw("GET /v2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .doesNotContainIgnoringCase("jetty");
    }

    private static String raw(String request) throws Exception {
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsAnsweredAllTheSame() throws Exception {
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.getOutputStream().write(slowly(50).getBytes(StandardCharsets.UTF_8));
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("Connection: close\r\n")
                    .endsWith("{\"error\":\"body: did not arrive in whole within 50 ms\"}");
        }
    }

    @Test
    void aBodyThatComesTooLateGetsItsAnswerToo() throws Exception {
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.getOutputStream().write(slowly(1000).getBytes(StandardCharsets.UTF_8));
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1300);
            Await.until(() -> System.nanoTime() > deadline);
            socket.getOutputStream().write("}".repeat(99).getBytes(StandardCharsets.UTF_8));
            // The connection is whole and serves the next request.
            socket.getOutputStream()
                    .write("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("{\"error\":\"body: did not arrive in whole within 1000 ms\"}HTTP/1.1 200 ");
        }
    }

    /** The head of a request and the first byte of its body. */
    private static String slowly(int timeoutMillis) {
        return "POST /v2/models/m/infer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer s3cret\r\n"
                + "X-Timeout-Ms: " + timeoutMillis + "\r\nContent-Length: 100\r\n\r\n{";
    }

    /** All that comes until the server closes the connection. */
    private static String answer(Socket socket) throws Exception {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        int port = server.address().getPort();
        assertThatThrownBy(() -> TranslationServer.start(MODELS, options(port), NOWHERE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("127.0.0.1:" + port + ": cannot be listened on (")
                .hasMessageEndingWith("name another --host or --port");
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ServerOptions.Limits(1 << 20, 1 << 24, 1 << 10, 1L << 34))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("max-work: expected 64 to 536870911, got 17179869184");
        assertThatThrownBy(() ->
                        TranslationServer.start(Map.of("a/b", MODELS.get("m")), ServerOptions.defaults(), NOWHERE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("model name 'a/b': expected up to 64 letters");
    }
}

package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.instagan.TinyModel;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One model on two devices. */
@Timeout(300)
final class DevicesTest {
    private static final byte[] BODY = Client.bytes(Client.inferBody(TinyModel.sample(1, 4)));

    private final GatedEngine first = new GatedEngine(0.25f);
    private final GatedEngine second = new GatedEngine(0.75f);

    private TranslationServer start() {
        return TranslationServer.start(
                Map.of("m", List.of(() -> open(first), () -> open(second))),
                TestServers.quick().with(new ServerOptions.Batching(1, 0)).with(TestServers.load(8)),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }

    private static Translator open(GatedEngine engine) {
        return new Translator(engine, Translator.Options.defaults());
    }

    @Test
    void requestsGoToWhicheverIsFree() {
        try (TranslationServer server = start()) {
            Client client = new Client(server.address());
            CompletableFuture<HttpResponse<byte[]>> one = client.postLater("/v2/models/m/infer", BODY);
            CompletableFuture<HttpResponse<byte[]>> two = client.postLater("/v2/models/m/infer", BODY);
            // Both run at the same time: neither has been let pass.
            first.awaitSteps(1);
            second.awaitSteps(1);
            second.pass(2);
            CompletableFuture<HttpResponse<byte[]>> three = client.postLater("/v2/models/m/infer", BODY);
            second.awaitSteps(1);
            assertThat(three.join().statusCode()).isEqualTo(200);
            assertThat(one.isDone() && two.isDone()).isFalse();
            first.pass(1);
            assertThat(one.join().statusCode()).isEqualTo(200);
            assertThat(two.join().statusCode()).isEqualTo(200);
        }
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }
}

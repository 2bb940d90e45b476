package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DashboardTest {
    @TempDir
    private Path run;

    @Test
    void servesThePageAsItIsAndNothingElse() throws Exception {
        assertThatThrownBy(() -> Dashboard.start(run, "127.0.0.1", 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a run");
        Files.writeString(run.resolve("config.yaml"), "seed: 1\n");
        try (Dashboard dashboard = Dashboard.start(run, "127.0.0.1", 0)) {
            assertThat(get(dashboard, "").statusCode()).isEqualTo(404);
            assertThat(get(dashboard, "").headers().firstValue("Refresh")).contains("10");
            for (String page : new String[] {"first", "second"}) {
                Files.writeString(run.resolve("index.html"), page);
                assertThat(get(dashboard, "").body()).isEqualTo(page);
            }
            for (String other : new String[] {"config.yaml", "samples/..%2fconfig.yaml", "samples/", ".lock"}) {
                assertThat(get(dashboard, other).statusCode()).as(other).isGreaterThanOrEqualTo(400);
            }
        }
    }

    private static HttpResponse<String> get(Dashboard dashboard, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(dashboard.address().resolve(path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}

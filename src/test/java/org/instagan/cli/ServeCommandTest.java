package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.ChildProcess;
import org.instagan.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class ServeCommandTest {
    @TempDir
    Path folder;

    /** A process of its own, since only the end of one runs its shutdown hooks. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
    void sigtermDrains() throws Exception {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 1);
        Path log = folder.resolve("access.log");
        Process process = ChildProcess.of(
                        Main.class, "serve", "sheep=" + model, "--port", "0", "--access-log", log.toString())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line = String.valueOf(out.readLine());
            assertThat(line).startsWith("serving sheep at http://127.0.0.1:");
            URI ready = URI.create(line.substring(line.indexOf("http")) + "/v2/models/sheep/ready");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            process.toHandle().destroy(); // Process.destroy would close its output too
            assertThat(out.lines()).containsExactly("draining", "drained");
            assertThat(process.waitFor()).isEqualTo(143);
            assertThat(Files.readString(log)).contains("\"path\":\"/v2/models/sheep/ready\",\"status\":200");
            assertThat(folder.resolve("stderr")).isEmptyFile();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void mistakesAreOneLine() {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter());
        String model = TinyModel.export(folder.resolve("A2B.onnx"), 1).toString();
        assertThat(Main.run(out, new PrintWriter(err), "serve", model, model)).isEqualTo(2);
        assertThat(Main.run(out, new PrintWriter(err), "serve", folder + "/no.onnx"))
                .isEqualTo(2);
        assertThat(Main.run(out, new PrintWriter(err), "serve", model, "--queue", "0"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "instagan: model name 'A2B': given twice, tell the models apart with NAME=MODEL",
                        "instagan: " + folder
                                + "/no.onnx: no such file, expected an ONNX model written by 'instagan export'",
                        "instagan: --queue: expected 1 to 10000, got 0");
    }
}

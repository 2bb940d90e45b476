package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.TinyModel;
import org.instagan.demo.SyntheticData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path model;

    @BeforeEach
    void data() {
        SyntheticData.write(folder.resolve("data"), 32, 1, 3, 5);
        model = TinyModel.export(folder.resolve("A2B.onnx"), 3);
    }

    private int run(String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "evaluate";
        arguments[1] = model.toString();
        arguments[2] = "--data";
        arguments[3] = folder.resolve("data").toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void figuresArePrintedWrittenAndShown() throws IOException {
        Path json = folder.resolve("figures.json");
        assertThat(run(
                        "--json",
                        json.toString(),
                        "--page",
                        folder.resolve("page").toString(),
                        "--max",
                        "2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("A to B", "context PSNR, dB", "truth mask IoU");
        JsonNode tree = new JsonMapper().readTree(json.toFile());
        assertThat(tree.path("A2B").path("pictures")).hasSize(2);
        assertThat(tree.path("A2B").path("summary").path("pictures").asInt()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("page/index.html"))).contains("disc0001", "context kept worst");
    }

    @Test
    void dataThatIsMissingIsNamed() {
        assertThat(run("--split", "val")).isEqualTo(2);
        assertThat(err.toString()).contains("--split: expected test or train, got 'val'");
    }
}

package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.TinyModel;
import org.instagan.demo.SyntheticData;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxWriter;
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

    /** Scores are the means of red, green and blue. */
    private Path network(long channels) throws IOException {
        GraphBuilder g = new GraphBuilder("colours");
        Shape shape = Shape.of(Dim.symbol("N"), Dim.of(channels), Dim.symbol("H"), Dim.symbol("W"));
        Value means = g.reduceMean(g.input("picture", ElementType.FLOAT, shape), false, 2, 3);
        Path file = folder.resolve("colours.onnx");
        Files.write(file, OnnxWriter.inferenceModel(g.build(List.of(g.named("scores", means))), Map.of(), Map.of()));
        return file;
    }

    @Test
    void otherNetworksLookAtTheTranslations() throws IOException {
        String network = network(3).toString();
        assertThat(run("--classifier", network, "--classes", "A=0,B=1+2", "--features", network, "--pixels", "levels"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("classified as B +[01]")
                .containsPattern("classified as B, sources +[01]")
                .containsPattern("classified as B, real +[01]")
                .containsPattern("FID +\\d")
                .containsPattern("KID of the sources +-?\\d");
    }

    @Test
    void networksThatLookAtSomethingElseAreRefused() throws IOException {
        assertThat(run("--classifier", network(3).toString(), "--classes", "A=0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--classes: expected the classifier's classes of both domains");
        assertThat(run("--classifier", network(3).toString(), "--classes", "A=0,B=7"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--classes: B=7, the classifier has classes 0 to 2");
        assertThat(run("--features", network(4).toString())).isEqualTo(2);
        assertThat(err.toString()).contains("input 'picture' is ", "expected one input, float [N,3,H,W]");
        assertThat(run("--features", model.toString(), "--pixels", "unit")).isEqualTo(2);
        assertThat(err.toString()).contains("A2B.onnx: input 'image' is ");
        assertThat(run("--features", "none.onnx")).isEqualTo(2);
        assertThat(err.toString()).contains("none.onnx: no such file");
    }
}

package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.TinyModel;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect}, and what {@code compile} says before it starts anything. */
final class InspectCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void export() {
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, 64, 64, Precision.FP32);
        Exporter.write(folder.resolve("A2B.onnx"), TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(1));
    }

    private int run(String... command) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), command);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aModelSaysWhatItIs() {
        assertThat(run("inspect", file("A2B.step.onnx"))).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "opset           ai.onnx 17",
                        "metadata        instagan.kind sequential_step",
                        "inputs          image FLOAT[P,3,H,W]",
                        "                feature_rows INT64[M]",
                        "outputs         image_out FLOAT[B,3,H,W]");
    }

    @Test
    void theSameAsJson() throws IOException {
        assertThat(run("inspect", "--json", file("A2B.masks.onnx"))).isZero();
        JsonNode facts = new ObjectMapper().readTree(out.toString());
        assertThat(facts.path("operators").path("Conv").asInt()).isPositive();
        assertThat(facts.path("metadata").path("instagan.precision").asText()).isEqualTo("fp32");
        assertThat(facts.path("weightBytes").asLong())
                .isPositive()
                .isLessThan(folder.resolve("A2B.masks.onnx").toFile().length());
    }

    @Test
    void whatIsNeitherModelNorEngineIsRefused() throws IOException {
        Files.writeString(folder.resolve("A2B.step.engine"), "bytes");
        assertThat(run("inspect", file("A2B.step.engine"))).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("instagan: " + file("A2B.step.engine.json")
                        + ": no such file; compile the engine again with 'instagan compile'\n");
        assertThat(run("inspect", file("picture.png"))).isEqualTo(2);
        assertThat(err.toString()).contains("picture.png: expected a model (.onnx) or an engine (.engine)");
    }

    @Test
    void compileRefusesBadOptionsInOneLine() {
        for (String[] bad : new String[][] {
            {"--out=" + file("e"), "--opt-level=6", "--opt-level: expected 0 to 5, got 6"},
            {"--out=" + file("e"), "--tf32=maybe", "Invalid value for option '--tf32': expected one of [OFF, ON]"},
            {"--out=" + file("e"), "--hardware-compat=all", "--hardware-compat all: expected one of [none, ampere+,"},
            {"--out=" + file("e"), "--profile=size=1", "--profile size=1: expected size=MIN,OPT,MAX"},
            {"--out=" + file("e"), "--rebuild", "--out: expected a folder for the engines, and none with --rebuild"},
            {"--timeout=1", "--opt-level=3", "--out: expected a folder for the engines, and none with --rebuild"},
        }) {
            err.getBuffer().setLength(0);
            assertThat(run("compile", file("A2B.onnx"), bad[0], bad[1])).isEqualTo(2);
            assertThat(err.toString()).startsWith("instagan: " + bad[2]);
        }
        assertThat(folder.resolve("e")).doesNotExist();
    }
}

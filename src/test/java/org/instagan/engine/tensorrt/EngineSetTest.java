package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.file.Sha256;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked before TensorRT sees an engine: these engines are bytes that no TensorRT ever made. */
final class EngineSetTest {
    private static final Host H100 = new Host("11.2.1", "13.3", "13.3", "NVIDIA H100", 90);
    private static final Host A100 = new Host("11.2.1", "13.3", "13.3", "NVIDIA A100", 80);
    private static final ModelCard CARD = new ModelCard(Direction.A2B, 2, 2, 64, 64, Precision.FP16);

    @TempDir
    private Path folder;

    private EngineFiles files;

    @BeforeEach
    void write() throws IOException {
        files = new EngineFiles(folder.toAbsolutePath(), "A2B", Optional.empty());
        for (Piece piece : EngineFiles.PIECES) {
            write(piece, "w", BuildOptions.defaults());
        }
    }

    private void write(Piece piece, String weights, BuildOptions options) throws IOException {
        Path engine = files.engine(piece);
        Files.writeString(engine, "no engine, " + piece);
        Path onnx = piece.beside(folder.resolve("A2B.onnx"));
        Files.writeString(onnx, "no model, " + piece);
        Sidecar sidecar = new Sidecar(
                Sidecar.FORMAT,
                piece,
                Sha256.of(engine),
                onnx.toString(),
                Sha256.of(onnx),
                CARD.toMetadata(piece, weights),
                H100,
                "fp16",
                Profiles.of(CARD, List.of()),
                options,
                "2026-11-23T00:00:00Z",
                12.5,
                Files.size(engine),
                JsonNodeFactory.instance.objectNode());
        Json.write(Sidecar.beside(engine), sidecar);
    }

    private void refused(Host here, String message) {
        assertThatThrownBy(() -> EngineSet.open(files, here))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private String again() {
        return "; compile it again with 'instagan compile --rebuild " + folder.resolve("A2B.engine") + "'";
    }

    @Test
    void whatWasWrittenIsRead() {
        EngineSet set = EngineSet.open(files, H100);
        assertThat(set.card()).isEqualTo(CARD);
        assertThat(set.profiles()).isEqualTo(Profiles.of(CARD, List.of()));
    }

    @Test
    void anEngineOfAnotherGpu() {
        refused(
                A100,
                files.engine(Piece.MASK_ENCODER)
                        + ": built for sm_90 with TensorRT 11.2.1, this is sm_80 with TensorRT 11.2.1" + again());
        refused(
                new Host("11.2.1", "13.3", "13.3", "NVIDIA H200", 90),
                files.engine(Piece.MASK_ENCODER) + ": built for sm_90 (NVIDIA H100) with TensorRT 11.2.1, this is"
                        + " sm_90 (NVIDIA H200) with TensorRT 11.2.1" + again());
    }

    @Test
    void anEngineOfAnotherVersion() {
        refused(
                new Host("10.6.0", "12.6", "12.6", "NVIDIA H100", 90),
                files.engine(Piece.MASK_ENCODER)
                        + ": built for sm_90 with TensorRT 11.2.1, this is sm_90 with TensorRT 10.6.0" + again());
    }

    @Test
    void compatibleEnginesRunElsewhere() throws IOException {
        for (Piece piece : EngineFiles.PIECES) {
            write(piece, "w", new BuildOptions(3, 0, false, false, true, HardwareCompatibility.AMPERE_PLUS));
        }
        EngineSet.open(files, new Host("11.4.0", "13.3", "13.3", "NVIDIA A100", 80));
        refused(
                new Host("11.2.1", "13.3", "13.3", "Tesla T4", 75),
                files.engine(Piece.MASK_ENCODER)
                        + ": built for sm_90 with TensorRT 11.2.1, this is sm_75 with TensorRT 11.2.1" + again());
    }

    @Test
    void aDamagedEngine() throws IOException {
        Path engine = files.engine(Piece.STEP);
        String before = Sha256.of(engine);
        Files.writeString(engine, "cut sho");
        refused(
                H100,
                engine + ": is damaged, or its sidecar is another engine's: expected SHA-256 " + before + ", got "
                        + Sha256.of(engine) + again());
    }

    @Test
    void aDamagedSidecar() throws IOException {
        Path sidecar = Sidecar.beside(files.engine(Piece.STEP));
        String whole = Files.readString(sidecar, StandardCharsets.UTF_8);
        for (String damaged : List.of(
                whole.substring(0, whole.length() / 2),
                whole.replaceFirst("\"capability\" : 90", "\"capability\" : \"ninety\""),
                whole.replaceFirst("(?m)^ *\"onnxSha256\".*$", ""),
                whole.replaceFirst("\"min\" : 64", "\"min\" : 65"),
                "")) {
            Files.writeString(sidecar, damaged);
            assertThatThrownBy(() -> EngineSet.open(files, H100))
                    .as(damaged)
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(sidecar + ": is damaged (")
                    .hasMessageEndingWith("; compile the engine again with 'instagan compile'");
        }
        Files.writeString(sidecar, whole.replaceFirst("\"format\" : 2", "\"format\" : 3"));
        refused(H100, sidecar + ": expected format 2, got 3; compile the engine again with 'instagan compile'");
        Files.delete(sidecar);
        refused(H100, sidecar + ": no such file; compile the engine again with 'instagan compile'");
    }

    @Test
    void piecesOfDifferentModels() throws IOException {
        write(Piece.STEP, "other", BuildOptions.defaults());
        refused(
                H100,
                files.engine(Piece.STEP) + ": is of another model or other profiles than "
                        + files.engine(Piece.MASK_ENCODER) + again());
    }

    @Test
    void enginesAreFoundByAnyOfTheirNames() throws IOException {
        assertThat(EngineFiles.find(folder.resolve("A2B.engine"))).isEqualTo(files);
        assertThat(EngineFiles.find(folder.resolve("A2B.step.engine"))).isEqualTo(files);
        assertThat(EngineFiles.find(folder.resolve("A2B.onnx")).folder()).isEqualTo(folder.toAbsolutePath());
        assertThatThrownBy(() -> EngineFiles.find(folder.resolve("B2A.engine")))
                .hasMessageContaining("B2A.engine: no such engine, expected ");
        assertThatThrownBy(() -> EngineFiles.find(folder.resolve("A2B")))
                .hasMessageContaining("A2B: expected an engine, such as trt-engines/NAME/A2B.engine");

        Path model = folder.resolve("onnx/sheep/B2A.onnx");
        assertThatThrownBy(() -> EngineFiles.find(model)).hasMessageContaining("B2A.onnx: no engines of it in any of");
        Path engines = Files.createDirectories(folder.resolve("trt-engines/sheep"));
        Files.createFile(engines.resolve("B2A.masks.engine"));
        Files.createFile(engines.resolve("B2A.step.engine"));
        assertThat(EngineFiles.find(model).folder()).isEqualTo(engines.toAbsolutePath());
    }

    @Test
    void enginesOfAModelThatChangedAreRefused() throws IOException {
        Path model = folder.resolve("A2B.onnx");
        EngineSet.open(EngineFiles.find(model), H100);
        Path step = Files.writeString(Piece.STEP.beside(model), "exported again");
        assertThatThrownBy(() -> EngineSet.open(EngineFiles.find(model), H100))
                .hasMessage(files.engine(Piece.STEP) + ": was compiled from another version of " + step
                        + "; compile it again with 'instagan compile'");
        assertThatThrownBy(() -> new EngineCompiler(EngineCompiler.Settings.defaults(), line -> {})
                        .rebuild(folder.resolve("A2B.engine")))
                .hasMessageContaining("A2B.engine: cannot be built again: " + step + " is not the model");
    }

    @Test
    void whatIsKnownOfAnEngineCanBeRead() {
        Path engine = files.engine(Piece.STEP);
        Map<String, Object> facts = Map.of("state", "as it was built", "precision", "fp16", "layers", "0");
        facts.forEach((name, value) ->
                assertThat(EngineInfo.read(engine, false).path(name).asText()).isEqualTo(value));
        assertThat(EngineInfo.read(Sidecar.beside(engine), true)
                        .path("host")
                        .path("gpu")
                        .asText())
                .isEqualTo("NVIDIA H100");
    }
}

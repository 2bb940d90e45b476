package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parent's side of compiling, with children that cannot build. */
final class EngineCompilerTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void export() {
        model = folder.resolve("A2B.onnx");
        out = folder.resolve("engines");
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, 64, 64, Precision.FP32);
        Exporter.write(model, TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(1));
    }

    private static EngineCompiler.Settings settings(String... profile) {
        return new EngineCompiler.Settings(
                BuildOptions.defaults(), List.of(profile), Optional.empty(), Duration.ofMinutes(10));
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.exists(out) ? Files.list(out) : Stream.empty()) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void withoutAGpuItSaysWhyAndLeavesNothing() throws IOException {
        assumeFalse(TensorRt.examine().works(), "this machine has a GPU with TensorRT: nothing is missing here");
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> new EngineCompiler(settings(), lines::add).compile(model, out))
                .isInstanceOf(InputException.class)
                .hasMessage("TensorRT does not work here: " + TensorRt.examine().detail() + "; see 'instagan doctor'");
        nothingIsLeft();
    }

    @Test
    void aChildThatCrashesIsNamedWithTheModel() throws IOException {
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class, Crashing.class);
        assertThatThrownBy(() -> compiler.compile(model, out))
                .isInstanceOf(TensorRtFailure.class)
                .message()
                .startsWith(folder.resolve("A2B.masks.onnx") + ": no engine of it: the child process crashed in native"
                        + " code: SIGSEGV");
        nothingIsLeft();
    }

    /** A child that gets as far as TensorRT's first pointer. */
    static final class Crashing {
        private Crashing() {}

        public static void main(String[] args) throws InterruptedException {
            assertThat(Json.read(Path.of(args[0]), BuildRequest.class, "").filters())
                    .isEqualTo(2);
            Misbehaving.Child.main(new String[] {"crash"});
        }
    }

    @Test
    void whatIsNoModelOfOursIsRefusedBeforeAnyChildStarts() throws IOException {
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class, Crashing.class);
        Path missing = folder.resolve("nothing.onnx");
        assertThatThrownBy(() -> compiler.compile(missing, out))
                .hasMessageEndingWith("nothing.step.onnx: no such file");
        Files.writeString(folder.resolve("A2B.step.onnx"), "hello");
        assertThatThrownBy(() -> compiler.compile(model, out)).hasMessageContaining("A2B.step.onnx: not an ONNX model");
        nothingIsLeft();
    }

    @Test
    void aProfileThatIsNoneIsRefused() {
        EngineCompiler compiler =
                new EngineCompiler(settings("size=10,20,30"), line -> {}, Crashing.class, Crashing.class);
        assertThatThrownBy(() -> compiler.compile(model, out))
                .hasMessage("profile size: expected multiples of 4, got 10");
    }

    @Test
    void aRequestSurvivesItsFile() {
        BuildRequest request = new BuildRequest(
                "a.onnx",
                Piece.STEP,
                2,
                Profiles.of(
                        new ModelCard(Direction.A2B, 2, 2, 64, 64, Precision.FP32),
                        List.of("batch=1,1,4", "latency:batch=1,1,1", "all:masks=1,2,16")),
                new BuildOptions(5, 100, true, true, true, HardwareCompatibility.SAME_CC),
                "",
                "work");
        Path file = folder.resolve("request.json");
        Json.write(file, request);
        assertThat(Json.read(file, BuildRequest.class, "")).isEqualTo(request);
    }

    /** Engines that no TensorRT ever made, with true sidecars. */
    private Path pretended(boolean refittable) throws IOException {
        BuildOptions options = new BuildOptions(3, 0, false, refittable, false, HardwareCompatibility.NONE);
        EngineFiles files = new EngineFiles(out, "A2B", Optional.empty());
        Files.createDirectories(out);
        for (Piece piece : EngineFiles.PIECES) {
            Path onnx = piece.beside(model);
            Map<String, String> metadata = OnnxReader.read(onnx).metadata();
            Path engine = Files.writeString(files.engine(piece), "no engine");
            BuildRequest.Report report = new BuildRequest.Report(
                    new Host("11.2.1", "13.3", "13.3", "NVIDIA H100", 90),
                    1,
                    refittable,
                    JsonNodeFactory.instance.objectNode());
            ModelCard card = ModelCard.fromMetadata("", metadata, piece);
            Sidecar.of(engine, piece, onnx, metadata, report, "fp32", Profiles.of(card, List.of()), options)
                    .writeBeside(engine);
        }
        return files.both();
    }

    private void export(Path to, int perStep, long seed) {
        ModelCard card = new ModelCard(Direction.A2B, 2, perStep, 64, 64, Precision.FP32);
        Exporter.write(to, TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(seed));
    }

    /** What the refitter leaves where it can work: here the request, as the engine. */
    static final class Refitting {
        private Refitting() {}

        public static void main(String[] args) {
            ChildSide.run(System.out, () -> {
                Path file = Path.of(args[0]);
                RefitRequest request = Json.read(file, RefitRequest.class, "");
                Files.writeString(Path.of(request.folder(), BuildRequest.PLAN), "refitted from " + request.onnx());
                Json.write(
                        Path.of(request.folder(), BuildRequest.REPORT),
                        new BuildRequest.Report(
                                new Host("11.2.1", "13.3", "13.3", "NVIDIA H100", 90),
                                2,
                                true,
                                JsonNodeFactory.instance.objectNode()));
            });
        }
    }

    @Test
    void refittedEnginesAreThoseOfTheNewModelWithTheOldProfiles() throws IOException {
        Path engine = pretended(true);
        Path later = folder.resolve("later/A2B.onnx");
        export(later, 2, 7);
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class, Refitting.class);
        assertThat(compiler.refit(engine, later)).isEqualTo(engine);
        for (Piece piece : EngineFiles.PIECES) {
            Path made = out.resolve(engine.getFileName()
                    .toString()
                    .replace(".engine", piece == Piece.STEP ? ".step.engine" : ".masks.engine"));
            assertThat(made).hasContent("refitted from " + piece.beside(later));
            Sidecar sidecar = Sidecar.read(made);
            assertThat(sidecar.onnx()).isEqualTo(piece.beside(later).toString());
            assertThat(sidecar.weights())
                    .isEqualTo(ModelCard.weights(OnnxReader.read(later).metadata()));
            assertThat(sidecar.options().refittable()).isTrue();
        }
        EngineSet.read(EngineFiles.find(engine));
    }

    @Test
    void whatCannotBeRefittedIsRefusedBeforeAnyChildStarts() throws IOException {
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class, Crashing.class);
        Path engine = pretended(false);
        assertThatThrownBy(() -> compiler.refit(engine, model))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("was not compiled to be refittable; compile it with --refittable first");
        Path refittable = pretended(true);
        Path other = folder.resolve("other/A2B.onnx");
        export(other, 4, 7);
        assertThatThrownBy(() -> compiler.refit(refittable, other))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("A2B.masks.onnx: is ModelCard[")
                .hasMessageEndingWith("compile that model instead");
    }

    @Test
    void whenRefittingFailsTheEnginesStayAsTheyWere() throws IOException {
        Path engine = pretended(true);
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class, DyingRefitter.class);
        assertThatThrownBy(() -> compiler.refit(engine, model)).isInstanceOf(TensorRtFailure.class);
        assertThat(out.resolve("A2B.step.engine")).hasContent("no engine");
        EngineSet.read(EngineFiles.find(engine));
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files).hasSize(4);
        }
    }

    /** Fails at the second piece, when the first is done. */
    static final class DyingRefitter {
        private DyingRefitter() {}

        public static void main(String[] args) throws InterruptedException {
            RefitRequest request = Json.read(Path.of(args[0]), RefitRequest.class, "");
            if (request.engine().endsWith("A2B.step.engine")) {
                Misbehaving.Child.main(new String[] {"failure"});
            }
            Refitting.main(args);
        }
    }
}

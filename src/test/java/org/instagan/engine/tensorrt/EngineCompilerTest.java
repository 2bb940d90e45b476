package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.file.Json;
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
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class);
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
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {}, Crashing.class);
        Path missing = folder.resolve("nothing.onnx");
        assertThatThrownBy(() -> compiler.compile(missing, out))
                .hasMessageEndingWith("nothing.step.onnx: no such file");
        Files.writeString(folder.resolve("A2B.step.onnx"), "hello");
        assertThatThrownBy(() -> compiler.compile(model, out)).hasMessageContaining("A2B.step.onnx: not an ONNX model");
        nothingIsLeft();
    }

    @Test
    void aProfileThatIsNoneIsRefused() {
        EngineCompiler compiler = new EngineCompiler(settings("size=10,20,30"), line -> {}, Crashing.class);
        assertThatThrownBy(() -> compiler.compile(model, out))
                .hasMessage("profile size: expected multiples of 4, got 10");
    }

    @Test
    void aRequestSurvivesItsFile() {
        BuildRequest request = new BuildRequest(
                "a.onnx",
                Piece.STEP,
                2,
                Profile.of(new ModelCard(Direction.A2B, 2, 2, 64, 64, Precision.FP32)),
                new BuildOptions(5, 100, true, true, true, HardwareCompatibility.SAME_CC),
                "",
                "work");
        Path file = folder.resolve("request.json");
        Json.write(file, request);
        assertThat(Json.read(file, BuildRequest.class, "")).isEqualTo(request);
    }
}

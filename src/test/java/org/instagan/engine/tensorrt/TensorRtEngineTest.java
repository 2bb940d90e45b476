package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.engine.ort.OrtEngine;
import org.instagan.error.InputException;
import org.instagan.evaluate.verify.EdgeCases;
import org.instagan.evaluate.verify.Verification;
import org.instagan.evaluate.verify.VerifyCase;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that are built and run; only on a machine with a GPU and TensorRT. */
@Tag("gpu")
final class TensorRtEngineTest {
    private static final Size SIZE = new Size(32, 32);

    @TempDir
    static Path folder;

    private static Path model;
    private static Path engine;

    /** Before each test rather than before all, so that each is counted as skipped. */
    @BeforeEach
    void compile() {
        TensorRt.State state = TensorRt.examine();
        assumeTrue(state.works() && state.builds(), "no engine is built or run here: " + state.detail());
        if (engine != null) {
            return;
        }
        model = folder.resolve("A2B.onnx");
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, SIZE.height(), SIZE.width(), Precision.FP32);
        Exporter.write(model, TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(3));
        EngineCompiler.Settings settings = new EngineCompiler.Settings(
                BuildOptions.defaults(),
                List.of("size=16,32,64"),
                Optional.of(folder.resolve("timing.cache")),
                Duration.ofMinutes(20));
        engine = new EngineCompiler(settings, System.out::println).compile(model, folder.resolve("engines"));
    }

    private static Translator translator(int graphs) {
        return new Translator(
                TensorRtEngine.open(engine, new TensorRtEngine.Options(graphs, false, 0)),
                Translator.Options.defaults());
    }

    @Test
    void itGivesWhatOnnxRuntimeGives() {
        try (Translator expected = new Translator(OrtEngine.open(model, Device.CPU, 2), Translator.Options.defaults());
                Translator actual = translator(4)) {
            assertThat(List.of(expected.platform(), actual.platform()))
                    .containsExactly("onnxruntime_onnx", "tensorrt_plan");
            for (VerifyCase one : EdgeCases.all(SIZE, 1)) {
                assertThat(Verification.run(expected, actual, one)).allSatisfy(step -> {
                    assertThat(step.finite()).isTrue();
                    assertThat(one.compared() ? step.image().max() : 0)
                            .as(step.toString())
                            .isLessThan(1e-3);
                });
            }
        }
        assertThat(TensorRtEngine.deviceMemoryInUse()).isZero();
    }

    @Test
    void replayedGraphsGiveTheSame() {
        Sample sample = EdgeCases.all(SIZE, 1).get(0).sample();
        try (Translator plain = translator(0);
                Translator replayed = translator(1)) {
            FloatTensor expected = plain.translate(sample).image();
            for (int i = 0; i < 5; i++) {
                assertThat(replayed.translate(sample).image()).isEqualTo(expected);
            }
        }
    }

    @Test
    void severalThreadsDoNotDisturbEachOther() {
        List<Sample> samples =
                EdgeCases.all(SIZE, 1).stream().map(VerifyCase::sample).limit(4).toList();
        try (Translator translator = translator(4)) {
            List<FloatTensor> alone =
                    samples.stream().map(s -> translator.translate(s).image()).toList();
            List<FloatTensor> together = IntStream.range(0, 40)
                    .parallel()
                    .mapToObj(i -> translator
                            .translate(samples.get(i % samples.size()))
                            .image())
                    .toList();
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i)).isEqualTo(alone.get(i % alone.size()));
            }
        }
        assertThat(TensorRtEngine.deviceMemoryInUse()).isZero();
    }

    @Test
    void shapesOutsideTheProfileAreRefused() {
        Sample sample = EdgeCases.all(new Size(128, 32), 1).get(0).sample();
        try (Translator translator = translator(4)) {
            assertThatThrownBy(() -> translator.translate(List.of(sample), StepObserver.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("images of 128x32 are outside what it was built for");
        }
    }

    private static Path compile(Path onnx, String name, boolean refittable, String... profile) {
        EngineCompiler.Settings settings = new EngineCompiler.Settings(
                new BuildOptions(1, 0, false, refittable, false, HardwareCompatibility.NONE),
                List.of(profile),
                Optional.of(folder.resolve("timing.cache")),
                Duration.ofMinutes(20));
        return new EngineCompiler(settings, System.out::println).compile(onnx, folder.resolve(name));
    }

    private static void sameAsOnnxRuntime(Path onnx, Path engine, Sample sample) {
        try (Translator expected = new Translator(OrtEngine.open(onnx, Device.CPU, 2), Translator.Options.defaults());
                Translator actual = new Translator(
                        TensorRtEngine.open(engine, TensorRtEngine.Options.defaults()),
                        Translator.Options.defaults())) {
            float[] want = expected.translate(sample).image().data();
            float[] got = actual.translate(sample).image().data();
            for (int i = 0; i < want.length; i++) {
                assertThat(got[i]).isCloseTo(want[i], within(1e-3f)); // FP32, other kernels
            }
        }
    }

    @Test
    void everyProfileOfAnEngineGivesWhatOnnxRuntimeGives() {
        Path several = compile(model, "several", false, "small:size=16,16,16", "large:size=32,32,64");
        for (int side : new int[] {16, 32, 64}) {
            sameAsOnnxRuntime(
                    model,
                    several,
                    EdgeCases.all(new Size(side, side), 1).get(0).sample());
        }
    }

    @Test
    void aRefittedEngineIsTheOtherModelsAndCanBeRefittedAgain() {
        Path other = folder.resolve("other/A2B.onnx");
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, SIZE.height(), SIZE.width(), Precision.FP32);
        Exporter.write(other, TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(8));
        Path refittable = compile(model, "refittable", true, "size=16,32,64");
        Sample sample = EdgeCases.all(SIZE, 1).get(0).sample();
        EngineCompiler compiler = new EngineCompiler(EngineCompiler.Settings.defaults(), System.out::println);
        for (Path onnx : List.of(other, model)) {
            compiler.refit(refittable, onnx);
            sameAsOnnxRuntime(onnx, refittable, sample);
        }
    }

    @Test
    void smallImagesTakeLessWorkingMemoryThanLargeOnes() {
        try (Translator translator = translator(0)) {
            translator.translate(EdgeCases.all(new Size(16, 16), 1).get(0).sample());
            long small = TensorRtEngine.deviceMemoryInUse();
            translator.translate(EdgeCases.all(new Size(64, 64), 1).get(0).sample());
            assertThat(TensorRtEngine.deviceMemoryInUse()).isGreaterThan(2 * small);
        }
        assertThat(TensorRtEngine.deviceMemoryInUse()).isZero();
    }
}

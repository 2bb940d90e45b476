package org.instagan.evaluate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.TinyModel;
import org.instagan.graph.pass.Options;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerificationTest {
    private static final Size SIZE = new Size(32, 32);

    @TempDir
    static Path folder;

    @BeforeAll
    static void export() {
        Map<String, FloatTensor> weights = TinyModel.weights(5);
        write("a", ExportFormat.fp32(), weights);
        write("half", ExportFormat.fp16(Options.defaults()), weights);
        FloatTensor changed = weights.get("G_A.encoder_img.12.conv_block.5.weight");
        for (int i = 0; i < changed.data().length; i++) {
            changed.data()[i] *= 1.5f;
        }
        write("b", ExportFormat.fp32(), weights);
    }

    private static void write(String name, ExportFormat format, Map<String, FloatTensor> weights) {
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, SIZE.height(), SIZE.width(), format.precision());
        Exporter.write(model(name), TinyModel.family(), card, format, weights);
    }

    private static Path model(String name) {
        return folder.resolve(name + ".onnx");
    }

    @Test
    void aModelAgreesWithItselfInEveryStepOfEveryCase() {
        List<StepDifference> steps = run("a", "a");
        assertThat(steps).hasSizeGreaterThan(25).allSatisfy(step -> {
            assertThat(step.finite()).as(step.toString()).isTrue();
            assertThat(step.image().max()).as(step.toString()).isZero();
        });
        assertThat(steps.stream().filter(s -> s.name().contains("40 instances")))
                .hasSize(20);
    }

    @Test
    void halfPrecisionIsFiniteOnFlatThingsToo() {
        assertThat(run("a", "half")).allMatch(StepDifference::finite);
    }

    @Test
    void aChangedWeightIsFoundAtItsNode() {
        assertThat(run("a", "b"))
                .anyMatch(s -> !Thresholds.of(Precision.FP32, Precision.FP32).allow(s));
        VerifyCase one = EdgeCases.all(SIZE, 1).get(0);
        NodeComparison.Parting parting =
                NodeComparison.first(model("a"), model("b"), one, 2, 1e-3).orElseThrow();
        assertThat(parting.node().inputs().get(1).name()).isEqualTo("G_A.encoder_img.12.conv_block.5.weight");
        assertThat(NodeComparison.first(model("a"), model("a"), one, 2, 1e-3)).isEmpty();
        assertThat(NodeComparison.first(model("a"), model("half"), one, 2, 0.05))
                .isEmpty();
    }

    private static List<StepDifference> run(String first, String second) {
        try (Translator a = Translator.open(model(first), Device.CPU, 2, Translator.Options.defaults());
                Translator b = Translator.open(model(second), Device.CPU, 2, Translator.Options.defaults())) {
            return EdgeCases.all(SIZE, 1).stream()
                    .flatMap(one -> Verification.run(a, b, one).stream())
                    .toList();
        }
    }
}

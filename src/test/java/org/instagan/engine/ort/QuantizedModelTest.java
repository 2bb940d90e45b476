package org.instagan.engine.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.pass.ParameterSlices;
import org.instagan.graph.pass.Program;
import org.instagan.graph.pass.Quantization;
import org.instagan.graph.pass.QuantizedUpsampling;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.model.instagan.Architecture;
import org.instagan.model.instagan.InstaGan;
import org.instagan.platform.ort.Device;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An INT8 model whose ConvTransposes are rewritten when it is opened, against the same file as it is. */
final class QuantizedModelTest {
    private static final int FILTERS = 6; // so that the decoders have layers of more than four channels
    private static final Family FAMILY = new InstaGan(new Architecture(FILTERS, FILTERS, true, 10, 10, 1, 1, 2));

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void export() {
        model = folder.resolve("A2B.onnx");
        Map<String, FloatTensor> weights = weights();
        Program cut = ParameterSlices.cut(new Program(FAMILY.piece(Piece.WHOLE, Direction.A2B), weights));
        Map<String, Quantization.Range> ranges = new LinkedHashMap<>();
        Quantization.layers(cut.graph(), List.of()).forEach((name, node) -> {
            float[] output = new float[(int) node.output().shape().dim(1).size()];
            Arrays.fill(output, 12);
            ranges.put(name, new Quantization.Range(8, output));
        });
        ExportFormat format = ExportFormat.int8(List.of(), Optional.empty(), 0)
                .withSequence(true)
                .calibrated(ranges);
        ModelCard card = new ModelCard(Direction.A2B, FILTERS, 2, TinyModel.SIZE, TinyModel.SIZE, Precision.INT8);
        Exporter.write(model, FAMILY, card, format, weights);
    }

    private static Map<String, FloatTensor> weights() {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        FAMILY.piece(Piece.WHOLE, Direction.A2B).parameters().forEach(p -> {
            FloatTensor t = FloatTensor.zeros(p.shape().sizes());
            for (int i = 0; i < t.data().length; i++) {
                t.data()[i] = (float) (random.nextGaussian() * 0.1);
            }
            weights.put(p.name(), t);
        });
        return weights;
    }

    @Test
    void everyConvTransposeBecomesConvolutions() {
        Graph plain = OnnxReader.map(Piece.STEP.beside(model)).graph();
        Graph rewritten = QuantizedUpsampling.rewrite(plain);
        assertThat(plain.nodes()).extracting(Node::op).contains(Op.CONV_TRANSPOSE);
        assertThat(rewritten.nodes()).extracting(Node::op).doesNotContain(Op.CONV_TRANSPOSE);
        assertThat(rewritten.nodes())
                .filteredOn(n -> n.output().name().contains(".phase") && n.op() == Op.CONV)
                .hasSize(4 * 5);
        assertThat(rewritten.outputs()).isEqualTo(plain.outputs());
    }

    @Test
    void theSequenceIsQuantizedInItsLoop() {
        assertThat(OnnxReader.read(Piece.SEQUENCE.beside(model)).graph().nodes().stream()
                        .flatMap(n -> n.attributes().values().stream())
                        .filter(org.instagan.graph.Attribute.Subgraph.class::isInstance)
                        .flatMap(a -> ((org.instagan.graph.Attribute.Subgraph) a).graph().nodes().stream())
                        .map(Node::op))
                .contains(Op.QUANTIZE_LINEAR, Op.DEQUANTIZE_LINEAR);
    }

    @Test
    void itGivesWhatThePlainFileGives() {
        Sample sample = TinyModel.sample(3, 9, 5, 7);
        Translator.Options options = Translator.Options.defaults();
        try (Translator plain = new Translator(new PlainEngine(TranslationModel.open(model, Device.CPU, 2)), options);
                Translator sequence =
                        new Translator(new PlainEngine(TranslationModel.openSequence(model, Device.CPU, 2)), options);
                Translator pieces = Translator.open(model, Device.CPU, 2, options)) {
            Sample expected = plain.translate(sample);
            near(pieces.translate(sample), expected);
            near(sequence.translate(sample), expected);
        }
    }

    /**
     * INT8 kernels round where the plain file's float32 convolutions do not: single values come out a step apart, and
     * later layers carry that on; 0.01 on average was seen. Weights or pixels in wrong places give 0.3.
     */
    private static void near(Sample got, Sample expected) {
        assertThat(mean(got.image(), expected.image())).isLessThan(0.05);
        assertThat(mean(got.masks(), expected.masks())).isLessThan(0.05);
    }

    private static double mean(FloatTensor a, FloatTensor b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            sum += Math.abs(a.data()[i] - b.data()[i]);
        }
        return sum / a.data().length;
    }
}

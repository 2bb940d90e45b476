package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.instagan.error.InputException;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.model.Piece;
import org.instagan.model.instagan.TranslationGraph;
import org.instagan.model.layer.Design;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HalfPrecisionTest {
    private static final Graph WHOLE = TranslationGraph.build(Piece.WHOLE, "G_A", Design.usual(2, 2));

    /** A sequence is its Loop's body, see SequenceTest. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SEQUENCE")
    void everyNodeComputesInOneType(Piece piece) {
        Graph graph = TranslationGraph.build(piece, "G_A", Design.usual(2, 2));
        Options half = Options.defaults().withHalfInterfaces();
        List<Options> all = List.of(
                Options.defaults(),
                half,
                Options.defaults().keepingOps(Set.of(Op.CONV_TRANSPOSE)),
                half.keepingNames(List.of("*.encoder_seg.1?.*", "*.decoder_seg.0.*")),
                Options.defaults().keepingNames(List.of("*")),
                new Options(Set.of(), List.of(), List.of()));
        for (Options options : all) {
            HalfPrecision.Converted converted = HalfPrecision.convert(graph, options);
            TypeCheck.check(converted.graph());
            assertThat(TypeCheck.casts(converted.graph())).hasSize(converted.casts());
            assertThat(names(converted.graph())).containsAll(names(graph));
        }
    }

    @Test
    void castsStandRoundNormalisationAndAtTheBorders() {
        Graph graph = HalfPrecision.convert(WHOLE, Options.defaults()).graph();
        // 46 normalisations and the masks' sum between two each; image and masks; before the two Tanh.
        assertThat(TypeCheck.casts(graph)).hasSize(2 * 46 + 2 + 2 + 2);
        assertThat(in(graph, ElementType.FLOAT16))
                .containsOnly(
                        Op.ADD,
                        Op.CONCAT,
                        Op.CONV,
                        Op.CONV_TRANSPOSE,
                        Op.GATHER,
                        Op.PAD,
                        Op.RELU,
                        Op.RESHAPE,
                        Op.SLICE);
        assertThat(graph.inputs()).isEqualTo(WHOLE.inputs());
        assertThat(graph.outputs()).isEqualTo(WHOLE.outputs());
        assertThat(graph.parameters()).extracting(Value::type).containsOnly(ElementType.FLOAT16);
    }

    @Test
    void whatTellsEmptyMasksStaysInFp32() {
        Graph graph = HalfPrecision.convert(WHOLE, Options.defaults()).graph();
        Node mean = node(graph, n -> n.op() == Op.REDUCE_MEAN);
        Node plusOne = node(graph, n -> n.outputs().contains(mean.inputs().get(0)));
        assertThat(plusOne.inputs().get(0)).isEqualTo(WHOLE.inputs().get(1));
        Node sum = node(graph, n -> n.op() == Op.MATMUL);
        assertThat(sum.inputs()).extracting(Value::type).containsOnly(ElementType.FLOAT);
    }

    @Test
    void halfInterfacesLeaveTheCarriedImageAlone() {
        Graph step = TranslationGraph.build(Piece.STEP, "G_B", Design.usual(2, 2));
        Graph graph = HalfPrecision.convert(step, Options.defaults().withHalfInterfaces())
                .graph();
        assertThat(graph.inputs())
                .extracting(v -> v.name() + " " + v.type())
                .containsExactly(
                        "image FLOAT",
                        "image_rows INT64",
                        "features FLOAT16",
                        "feature_rows INT64",
                        "mask_image INT64");
        assertThat(graph.outputs())
                .extracting(v -> v.name() + " " + v.type())
                .containsExactly("image_out FLOAT", "masks_out FLOAT16");
    }

    @Test
    void operatorsAndNamesCanBeKeptInFp32() {
        Options ops = Options.defaults().keepingOps(Set.of(Op.CONV_TRANSPOSE));
        assertThat(in(HalfPrecision.convert(WHOLE, ops).graph(), ElementType.FLOAT16))
                .doesNotContain(Op.CONV_TRANSPOSE)
                .contains(Op.CONV);
        Options names = Options.defaults().keepingNames(List.of("*.decoder_seg.0.weight", "*.encoder_img.7.*"));
        Graph graph = HalfPrecision.convert(WHOLE, names).graph();
        assertThat(graph.parameters())
                .filteredOn(v -> v.type() == ElementType.FLOAT)
                .extracting(Value::name)
                .containsExactly(
                        "G_A.encoder_img.7.weight",
                        "G_A.encoder_img.7.bias",
                        "G_A.decoder_seg.0.weight",
                        "G_A.decoder_seg.0.bias");
        assertThat(in(graph, ElementType.FLOAT)).contains(Op.CONV, Op.CONV_TRANSPOSE);
    }

    @Test
    void namesThatFitNothingAreTold() {
        Options options =
                Options.defaults().keepingNames(List.of("*.decoder_img.7.*", "G_A.Conv_1", "*.decoder_img.8"));
        Graph encoder = TranslationGraph.build(Piece.MASK_ENCODER, "G_A", Design.usual(2, 2));
        assertThat(options.unused(List.of(WHOLE, encoder))).containsExactly("*.decoder_img.8");
        assertThat(options.unused(List.of(encoder))).containsExactly("*.decoder_img.7.*", "*.decoder_img.8");
    }

    @Test
    void aConstantReadInBothTypesIsThereTwiceAndAWeightOnce() {
        GraphBuilder g = new GraphBuilder("small");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("N"), Dim.of(2), Dim.of(4), Dim.of(4)));
        Value w = g.parameter("w", Shape.of(2, 2, 1, 1));
        Value b = g.constant(new float[] {0.1f, 3}, 2);
        Value first = g.conv(x, w, b, 1, 0);
        Graph graph = g.build(List.of(g.named("y", g.conv(first, w, b, 1, 0)), g.named("kept", first)));
        HalfPrecision.Converted half =
                HalfPrecision.convert(graph, Options.defaults().keepingNames(List.of(first.name())));
        TypeCheck.check(half.graph());
        assertThat(half.graph().constants())
                .extracting(c -> c.value().toString())
                .containsExactly("small.const_1 FLOAT[2]", "small.const_1.fp16 FLOAT16[2]");
        assertThat(half.graph().parameters()).extracting(Value::type).containsExactly(ElementType.FLOAT);
        assertThat(TypeCheck.casts(half.graph()))
                .extracting(n -> n.output().name())
                .containsExactlyInAnyOrder("w.fp16", "small.Conv_1.fp16", "y");
    }

    @Test
    void outputsKeepTheirNamesInWhicheverTypeTheyAre() {
        GraphBuilder g = new GraphBuilder("outputs");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(1, 1, 4, 4));
        Value y = g.conv(x, g.parameter("w", Shape.of(1, 1, 1, 1)), null, 1, 0);
        Graph graph = g.build(List.of(y, g.instanceNormalization(y, 1e-5)));
        for (List<String> interfaces : List.of(List.of("*"), List.<String>of(), List.of("*.Conv_1"))) {
            Graph half = HalfPrecision.convert(
                            graph, new Options(Options.defaults().ops(), List.of(), interfaces))
                    .graph();
            TypeCheck.check(half);
            assertThat(half.outputs())
                    .extracting(Value::name)
                    .containsExactly("outputs.Conv_1", "outputs.InstanceNormalization_1");
        }
    }

    @Test
    void weightsAreRoundedWhereTheyAreWrittenAndReadBackExactly() {
        Graph graph = weighted();
        byte[] model = OnnxWriter.inferenceModel(graph, weights(0.1f, 0x1p-24f, -65504), Map.of());
        Graph read = OnnxReader.parse("half", model).graph();
        assertThat(read.constants().get(0).value()).hasToString("w FLOAT16[1,3,1,1]");
        assertThat(read.constants().get(0).floats()).containsExactly(0.099975586f, 0x1p-24f, -65504);
        assertThat(OnnxWriter.inferenceModel(read, Map.of(), Map.of())).isEqualTo(model);
    }

    @Test
    void aWeightThatFp16CannotHoldIsRefused() {
        assertThatThrownBy(() -> OnnxWriter.inferenceModel(weighted(), weights(1, 70000, 1), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessage("Weight 'w': holds 70000.0, a FLOAT16 at most 65504.0; keep what reads it in FP32");
    }

    @Test
    void onlyPlainInferenceGraphsAreTaken() {
        Graph half = HalfPrecision.convert(WHOLE, Options.defaults()).graph();
        assertThatThrownBy(() -> HalfPrecision.convert(half, Options.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it is converted already");
        GraphBuilder g = new GraphBuilder("training");
        Value b = g.buffer("b", ElementType.FLOAT, Shape.of(1));
        Graph training = g.build(List.of(g.identity(b)));
        assertThatThrownBy(() -> HalfPrecision.convert(training, Options.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Graph 'training': expected an inference graph, got buffers [b FLOAT[1]]");
    }

    private static Graph weighted() {
        GraphBuilder g = new GraphBuilder("weighted");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(1, 3, 2, 2));
        Value y = g.conv(x, g.parameter("w", Shape.of(1, 3, 1, 1)), null, 1, 0);
        return HalfPrecision.convert(g.build(List.of(g.named("y", y))), Options.defaults())
                .graph();
    }

    private static Map<String, FloatTensor> weights(float... data) {
        return Map.of("w", FloatTensor.of(data, 1, data.length, 1, 1));
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .map(Value::name)
                .toList();
    }

    private static Set<Op> in(Graph graph, ElementType type) {
        return Set.copyOf(Arrays.asList(graph.nodes().stream()
                .filter(n -> n.op() != Op.CAST)
                .filter(n -> n.inputs().stream().anyMatch(v -> v.type() == type))
                .map(Node::op)
                .distinct()
                .toArray(Op[]::new)));
    }

    private static Node node(Graph graph, Predicate<Node> which) {
        return graph.nodes().stream().filter(which).findFirst().orElseThrow();
    }
}

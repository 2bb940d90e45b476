package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.TinyModel;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Direction;
import org.instagan.model.Piece;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

final class QuantizationTest {
    private static final int CHANNELS = 8;
    private static final Quantization.Range RANGE = new Quantization.Range(2, filled(4));

    private final GraphBuilder g = new GraphBuilder("layers");
    private final Value x =
            g.input("x", ElementType.FLOAT, Shape.of(Dim.of(1), Dim.of(CHANNELS), Dim.of(6), Dim.of(5)));
    private final Value weight = g.parameter("w", Shape.of(CHANNELS, CHANNELS, 3, 3));
    private final Value bias = g.parameter("b", Shape.of(CHANNELS));

    private static float[] filled(float value) {
        float[] all = new float[CHANNELS];
        java.util.Arrays.fill(all, value);
        return all;
    }

    private static FloatTensor random(long seed, double deviation, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor t = FloatTensor.zeros(shape);
        for (int i = 0; i < t.data().length; i++) {
            t.data()[i] = (float) (random.nextGaussian() * deviation);
        }
        return t;
    }

    private static Map<String, FloatTensor> weights() {
        FloatTensor w = random(1, 0.1, CHANNELS, CHANNELS, 3, 3);
        int each = w.data().length / CHANNELS;
        for (int i = 3 * each; i < 4 * each; i++) {
            w.data()[i] /= 4;
        }
        return Map.of("w", w, "b", random(2, 1, CHANNELS));
    }

    private static Program quantized(Graph graph, Quantization.Range range) {
        return Quantization.pass(Map.of("w", range)).apply(new Program(graph, weights()));
    }

    private static List<Op> ops(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }

    private static Node only(Graph graph, Op op) {
        return graph.nodes().stream().filter(n -> n.op() == op).findFirst().orElseThrow();
    }

    private static Constant constant(Graph graph, String name) {
        return graph.constants().stream()
                .filter(c -> c.value().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLayerStandsBetweenRoundTripsWithAScaleForEachOutputChannel() {
        Value y = g.conv(x, weight, bias, 1, 0);
        Graph result = quantized(g.build(List.of(y)), RANGE).graph();
        assertThat(ops(result))
                .containsExactly(
                        Op.QUANTIZE_LINEAR,
                        Op.DEQUANTIZE_LINEAR,
                        Op.DEQUANTIZE_LINEAR,
                        Op.CONV,
                        Op.QUANTIZE_LINEAR,
                        Op.DEQUANTIZE_LINEAR);
        assertThat(result.outputs()).containsExactly(y);
        assertThat(only(result, Op.CONV).inputs()).extracting(Value::name).contains("b");
        assertThat(result.parameters()).extracting(Value::name).containsExactly("b");
        assertThat(constant(result, "w.input.scale").floats()).containsExactly(2f / 127);
        assertThat(constant(result, y.name() + ".scale").floats()).containsExactly(4f / 127);
        byte[] bytes = ((Constant.Data.Bytes) constant(result, "w.int8").data()).values();
        float[] scales = constant(result, "w.scale").floats();
        float[] original = weights().get("w").data();
        int each = original.length / CHANNELS;
        assertThat(scales).hasSize(CHANNELS);
        for (int i = 0; i < bytes.length; i++) {
            // Half a step, and float32's rounding of the quotient.
            assertThat(Math.abs(bytes[i] * scales[i / each] - original[i])).isLessThan(0.5001f * scales[i / each]);
        }
        for (int channel = 0; channel < CHANNELS; channel++) {
            assertThat(java.util.Arrays.copyOfRange(bytes, channel * each, (channel + 1) * each))
                    .as("uses all of INT8's range")
                    .containsAnyOf((byte) 127, (byte) -127);
        }
        result.constants().stream()
                .filter(c -> c.value().name().endsWith(".zero_point"))
                .forEach(c ->
                        assertThat(((Constant.Data.Bytes) c.data()).values()).containsOnly((byte) 0));
    }

    @Test
    void aTransposedConvolutionHasItsOutputChannelsInTheSecondAxis() {
        Value y = g.convTranspose(x, weight, bias, 2, 1, 1);
        Graph result = quantized(g.build(List.of(y)), RANGE).graph();
        Node stored = result.nodes().stream()
                .filter(n -> n.inputs().get(0).name().equals("w.int8"))
                .findFirst()
                .orElseThrow();
        assertThat(stored.attributes()).containsEntry("axis", new Attribute.Int(1));
        float[] largest = new float[CHANNELS];
        float[] data = weights().get("w").data();
        for (int i = 0; i < data.length; i++) {
            int channel = i / 9 % CHANNELS;
            largest[channel] = Math.max(largest[channel], Math.abs(data[i]) / 127);
        }
        assertThat(constant(result, "w.scale").floats()).containsExactly(largest);
    }

    @Test
    void beforeANormalisationThereIsNoBiasAndAllChannelsReachAsFar() throws Exception {
        Graph graph = g.build(List.of(g.instanceNormalization(g.conv(x, weight, bias, 1, 0), 1e-5)));
        float[] uneven = filled(4);
        uneven[3] = 1;
        Program result = quantized(graph, new Quantization.Range(4, uneven));
        assertThat(only(result.graph(), Op.CONV).inputs()).hasSize(2);
        assertThat(result.graph().parameters()).isEmpty();
        float[] plain = scalesOf(new Quantization.Range(4, filled(4)), graph);
        float[] scaled = constant(result.graph(), "w.scale").floats();
        assertThat(scaled[3] / plain[3]).isEqualTo(4f);
        assertThat(scaled[0]).isEqualTo(plain[0]);
        Map<String, FloatTensor> feeds = Map.of("x", random(3, 1, 1, CHANNELS, 6, 5));
        float[] exact = TypedRun.run(graph, weights(), feeds)
                .get(graph.outputs().get(0).name())
                .data();
        float[] rounded = TypedRun.run(result.graph(), result.weights(), feeds)
                .get(graph.outputs().get(0).name())
                .data();
        double squares = 0;
        for (int i = 0; i < exact.length; i++) {
            squares += Math.pow(exact[i] - rounded[i], 2) / exact.length;
        }
        // Of deviation 1; steps of 4/127 in what comes in and out leave about 0.02; 0.2 where a channel is cut off.
        assertThat(Math.sqrt(squares)).isBetween(1e-4, 0.05);
    }

    @Test
    void nearlyConstantChannelsAreScaledNoFurther() {
        Graph graph = g.build(List.of(g.instanceNormalization(g.conv(x, weight, bias, 1, 0), 1e-5)));
        float[] uneven = filled(4);
        uneven[5] = 0.001f;
        assertThat(scalesOf(new Quantization.Range(4, uneven), graph)[5]
                        / scalesOf(new Quantization.Range(4, filled(4)), graph)[5])
                .isEqualTo(16f);
    }

    private static float[] scalesOf(Quantization.Range range, Graph graph) {
        return constant(quantized(graph, range).graph(), "w.scale").floats();
    }

    @Test
    void layersAreFoundInEveryPieceUnderTheSameNames() {
        Map<String, FloatTensor> weights = TinyModel.weights(1);
        Map<String, FloatTensor> whole = found(Piece.WHOLE, weights);
        Map<String, FloatTensor> pieces = new LinkedHashMap<>(found(Piece.MASK_ENCODER, weights));
        pieces.putAll(found(Piece.STEP, weights));
        assertThat(whole).hasSizeGreaterThan(36).isEqualTo(pieces);
        assertThat(whole.keySet())
                .as("first and last layers stay")
                .noneMatch(name -> name.matches(".*encoder_(img|seg)\\.1\\.weight|.*decoder_(img|seg)\\.7.*"));
    }

    private static Map<String, FloatTensor> found(Piece piece, Map<String, FloatTensor> weights) {
        Program cut = ParameterSlices.cut(new Program(TinyModel.family().piece(piece, Direction.A2B), weights));
        Map<String, FloatTensor> found = new LinkedHashMap<>();
        Quantization.layers(cut.graph(), List.of())
                .keySet()
                .forEach(name -> found.put(name, cut.weights().get(name)));
        return found;
    }

    @Test
    void whatIsKeptIsNoLayer() {
        Graph graph = TinyModel.family().piece(Piece.WHOLE, Direction.A2B);
        Map<String, Node> all = Quantization.layers(graph, List.of());
        assertThat(Quantization.layers(graph, List.of("*.conv_block.1.weight")).keySet())
                .isNotEmpty()
                .isSubsetOf(all.keySet())
                .noneMatch(name -> name.contains("conv_block.1"));
    }
}

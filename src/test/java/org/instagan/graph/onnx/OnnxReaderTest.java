package org.instagan.graph.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Piece;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxReaderTest {
    private static final Map<String, FloatTensor> WEIGHTS =
            Map.of("w", FloatTensor.of(new float[] {1, -2, 0.5f, 4}, 2, 2, 1, 1));

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasWritten() throws Exception {
        byte[] written = model(Map.of("classes", "jeans"));
        ModelFile read = OnnxReader.read(Files.write(folder.resolve("a.onnx"), written));
        assertThat(read.metadata()).containsExactly(Map.entry("classes", "jeans"));
        assertThat(read.opsets()).containsExactly(Map.entry("", 17L));
        assertThat(read.graph().inputs())
                .extracting(Value::toString)
                .containsExactly("x FLOAT[N,2,H,W]", "rows INT64[M]");
        assertThat(read.graph().outputs())
                .extracting(Value::toString)
                .containsExactly("y FLOAT[M,2,H/2,W/2]", "sums FLOAT[N]");
        assertThat(read.graph().constants().get(0).value()).hasToString("w FLOAT[2,2,1,1]");
        assertThat(read.graph().constants().get(0).floats())
                .isEqualTo(WEIGHTS.get("w").data());
        assertThat(OnnxWriter.inferenceModel(read.graph(), Map.of(), read.metadata()))
                .isEqualTo(written);
    }

    @Test
    void readsGraphsInsideNodes() {
        GraphBuilder g = new GraphBuilder("outer");
        GraphBuilder body = g.body("body");
        Value state = body.input("state", ElementType.FLOAT, Shape.of(2));
        body.input("call", ElementType.FLOAT, Shape.of(new long[0]));
        Value x = g.input("x", ElementType.FLOAT, Shape.of(2));
        Value calls = g.input("calls", ElementType.FLOAT, Shape.of(Dim.symbol("K")));
        Value next = body.unary(Op.TANH, body.add(state, x));
        Value y = g.node(
                        Op.SCAN,
                        List.of(x, calls),
                        List.of(new Value("y", ElementType.FLOAT, Shape.of(2))),
                        Map.of("body", new Attribute.Subgraph(body.build(List.of(next)))))
                .get(0);
        byte[] written = OnnxWriter.inferenceModel(g.build(List.of(y)), Map.of(), Map.of());
        Graph read = OnnxReader.parse("scan", written).graph();
        assertThat(OnnxWriter.inferenceModel(read, Map.of(), Map.of())).isEqualTo(written);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        String unsealed = "not an ONNX model of ours, or cut short (no 'instagan.sha256' at its end)";
        refuses("text.onnx", "weights: 12".getBytes(UTF_8), unsealed);
        refuses("empty.onnx", new byte[0], unsealed);
        byte[] whole = model(Map.of());
        refuses("cut.onnx", Arrays.copyOf(whole, whole.length / 2), unsealed);
        refuses("adam.onnx", OnnxWriter.adam(0.5f, 0.999f, 1e-8f), unsealed);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            refuses("flipped.onnx", flipped, "");
        }
        parsingRefuses(new byte[0], "not an ONNX model: it has no graph");
        parsingRefuses(Arrays.copyOf(whole, whole.length / 2), "not an ONNX model, or cut short: ");
        parsingRefuses(OnnxWriter.adam(0.5f, 0.999f, 1e-8f), "which is not supported");
        parsingRefuses(OnnxWriter.trainingModel(graph()), "is not stated; expected a model exported here");
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx")))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("none.onnx") + ": no such file");
    }

    private static void parsingRefuses(byte[] content, String message) {
        assertThatThrownBy(() -> OnnxReader.parse("model", content))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("model: ")
                .hasMessageContaining(message);
    }

    private void refuses(String name, byte[] content, String message) throws Exception {
        Path file = Files.write(folder.resolve(name), content);
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aModelNeedsAllItsWeights() {
        assertThatThrownBy(() -> OnnxWriter.inferenceModel(graph(), Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Model 'small': no weights for w FLOAT[2,2,1,1]");
    }

    private static byte[] model(Map<String, String> metadata) {
        return OnnxWriter.inferenceModel(graph(), WEIGHTS, metadata);
    }

    private static Graph graph() {
        GraphBuilder g = new GraphBuilder("small");
        Dim n = Dim.symbol("N");
        Value x =
                g.input("x", ElementType.FLOAT, Shape.of(n, Dim.of(2), Dim.multipleOf("H", 4), Dim.multipleOf("W", 4)));
        Value rows = g.input("rows", ElementType.INT64, Shape.of(Dim.symbol("M")));
        Value w = g.parameter("w", Shape.of(2, 2, 1, 1));
        Value y = g.leakyRelu(g.instanceNormalization(g.conv(g.reflectPad(x, 1), w, null, 2, 0), 1e-5), 0.2);
        Value even = g.slice(y, 2, 0, -1, 1, Dim.multipleOf("H", 4).over(2));
        Value cut = g.slice(even, 3, 0, -1, 1, Dim.multipleOf("W", 4).over(2));
        Value sums = g.reduceMean(cut, false, 1, 2, 3);
        return g.build(List.of(g.named("y", g.gather(cut, rows)), g.named("sums", sums)));
    }

    @Test
    void integersOfEveryWidthComeBack() {
        Value bytes = new Value("b", ElementType.INT8, Shape.of(3));
        Value unsigned = new Value("u", ElementType.UINT8, Shape.of(2));
        Value ints = new Value("i", ElementType.INT32, Shape.of(2));
        List<Constant> constants = List.of(
                Constant.of(bytes, new byte[] {-128, 0, 127}),
                Constant.of(unsigned, new byte[] {-1, 1}),
                Constant.of(ints, new long[] {Integer.MIN_VALUE, 7}));
        Graph graph = new Graph("g", List.of(), List.of(), List.of(), constants, List.of(), List.of(bytes));
        List<Constant> read = OnnxReader.parse("g", OnnxWriter.inferenceModel(graph, Map.of(), Map.of()))
                .graph()
                .constants();
        assertThat(read).extracting(Constant::value).containsExactly(bytes, unsigned, ints);
        assertThat(((Constant.Data.Bytes) read.get(0).data()).values()).containsExactly(-128, 0, 127);
        assertThat(((Constant.Data.Bytes) read.get(1).data()).values()).containsExactly(-1, 1);
        assertThat(read.get(2).longs()).containsExactly(Integer.MIN_VALUE, 7);
        assertThat(read.get(2).bytes()).isEqualTo(8);
        assertThatThrownBy(() -> Constant.of(bytes, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Constant b INT8[3]: its data is of another element type");
    }

    @Test
    void weightsThatStayInTheirFileAreThoseThatAreRead() throws IOException {
        Path model = Piece.STEP.beside(TinyModel.export(folder.resolve("A2B.onnx"), 1));
        ModelFile read = OnnxReader.read(model);
        ModelFile mapped = OnnxReader.map(model);
        assertThat(mapped.metadata()).isEqualTo(read.metadata());
        assertThat(mapped.graph().nodes()).isEqualTo(read.graph().nodes());
        List<Constant> constants = mapped.graph().constants();
        assertThat(constants).anyMatch(c -> c.data() instanceof Constant.Data.Stored);
        for (int i = 0; i < constants.size(); i++) {
            Constant expected = read.graph().constants().get(i);
            assertThat(constants.get(i).value()).isEqualTo(expected.value());
            if (expected.value().type().isFloat()) {
                assertThat(constants.get(i).floats()).isEqualTo(expected.floats());
            }
        }
        byte[] referring = OnnxWriter.referringModel(mapped.graph(), "A2B.step.onnx", mapped.metadata());
        assertThat(referring.length).isLessThan((int) Files.size(model));
        Files.write(model, new byte[] {1}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> OnnxReader.map(model)).isInstanceOf(InputException.class);
    }
}

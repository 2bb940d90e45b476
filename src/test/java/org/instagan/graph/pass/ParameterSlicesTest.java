package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.TinyModel;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.Piece;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParameterSlicesTest {
    private static final Map<String, FloatTensor> WEIGHTS = Map.of(
            "w", FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
            "other", FloatTensor.of(new float[] {9}, 1));

    private final GraphBuilder g = new GraphBuilder("cut");
    private final Value x = g.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("N"), Dim.of(3)));
    private final Value w = g.parameter("w", Shape.of(3, 2));

    @TempDir
    private Path folder;

    @Test
    void rowsOfAParameterBecomeParameters() {
        Value first = g.matmul(g.slice(x, 1, 0, 1, 1, Dim.of(1)), g.slice(w, 0, 0, 1, 1, Dim.of(1)));
        Value rest = g.matmul(g.slice(x, 1, 1, 3, 1, Dim.of(2)), g.slice(w, 0, 1, 3, 1, Dim.of(2)));
        Program cut = ParameterSlices.cut(new Program(g.build(List.of(g.add(first, rest))), WEIGHTS));
        assertThat(cut.graph().parameters())
                .extracting(Value::toString)
                .containsExactly("w.0 FLOAT[1,2]", "w.1 FLOAT[2,2]");
        assertThat(cut.weights().get("w.0")).isEqualTo(FloatTensor.of(new float[] {1, 2}, 1, 2));
        assertThat(cut.weights().get("w.1")).isEqualTo(FloatTensor.of(new float[] {3, 4, 5, 6}, 2, 2));
        assertThat(cut.weights()).containsKeys("w", "other");
        assertThat(slices(cut.graph())).containsExactly("x", "x");
    }

    @Test
    void aParameterThatIsReadWholeStays() {
        Value product = g.matmul(x, w);
        Value row = g.slice(w, 0, 2, 3, 1, Dim.of(1));
        Program cut = ParameterSlices.cut(new Program(g.build(List.of(g.add(product, row))), WEIGHTS));
        assertThat(cut.graph().parameters()).extracting(Value::name).containsExactly("w", "w.0");
    }

    @Test
    void otherSlicesStay() {
        Value columns = g.slice(w, 1, 0, 1, 1, Dim.of(1));
        Value backwards = g.slice(w, 0, -1, -4, -1, Dim.of(3));
        Value counted = g.slice(w, 0, g.int64s(0), g.sizeOf(x, 0), Dim.symbol("N"));
        Graph graph = g.build(List.of(columns, backwards, counted));
        assertThat(slices(ParameterSlices.cut(new Program(graph, WEIGHTS)).graph()))
                .isEqualTo(slices(graph));
    }

    @Test
    void exportedFilesHoldNoSlicedWeight() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 1);
        for (Piece piece : ExportFormat.fp32().pieces()) {
            Graph graph = OnnxReader.read(piece.beside(model)).graph();
            List<String> weights =
                    graph.constants().stream().map(c -> c.value().name()).toList();
            assertThat(slices(graph)).doesNotContainAnyElementsOf(weights);
        }
        assertThat(OnnxReader.read(Piece.STEP.beside(model)).graph().constants())
                .extracting(c -> c.value().name())
                .contains("G_A.decoder_seg.0.weight.0", "G_A.decoder_seg.0.weight.1")
                .doesNotContain("G_A.decoder_seg.0.weight");
    }

    private static List<String> slices(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.op() == Op.SLICE)
                .map((Node n) -> n.inputs().get(0).name())
                .toList();
    }
}

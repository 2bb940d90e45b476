package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.instagan.TinyModel;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That results stay the same is {@code PreparationTest}'s. */
final class ThinConvolutionsTest {
    @TempDir
    private Path folder;

    private static long wide(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.op() == Op.CONV)
                .filter(n -> n.inputs().get(1).shape().dim(3).size() == 7)
                .count();
    }

    @Test
    void theOutputLayersBecomeColumns() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 1);
        Graph plain = OnnxReader.read(Piece.STEP.beside(model)).graph();
        Graph rewritten = ThinConvolutions.rewrite(plain);
        assertThat(wide(plain)).isEqualTo(3);
        assertThat(wide(rewritten)).isZero();
        assertThat(rewritten.nodes())
                .filteredOn(n -> n.op() == Op.CONV)
                .extracting(Node::inputs)
                .extracting(inputs -> inputs.get(1).shape())
                .contains(
                        Shape.of(21, 2L * 2 * TinyModel.FILTERS / 2, 7, 1), Shape.of(7, 3L * TinyModel.FILTERS, 7, 1));
        assertThat(rewritten.inputs()).isEqualTo(plain.inputs());
        assertThat(rewritten.outputs()).isEqualTo(plain.outputs());
        assertThat(rewritten.constants())
                .extracting(c -> c.value().name())
                .as("weights that nothing reads any more")
                .doesNotContain("G_A.decoder_img.7.weight");
    }

    @Test
    void whatHasNoneStaysAsItIs() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 1);
        Graph encoder = OnnxReader.read(Piece.MASK_ENCODER.beside(model)).graph();
        assertThat(ThinConvolutions.rewrite(encoder).nodes()).isEqualTo(encoder.nodes());
    }
}

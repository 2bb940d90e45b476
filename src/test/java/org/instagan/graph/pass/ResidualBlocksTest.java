package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.instagan.TinyModel;
import org.instagan.graph.Constant;
import org.instagan.graph.Graph;
import org.instagan.graph.Op;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.Piece;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResidualBlocksTest {
    private static final int CHANNELS = 4 * TinyModel.FILTERS;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void export() {
        model = TinyModel.export(folder.resolve("A2B.onnx"), 1);
    }

    private Graph graph(Piece piece) {
        return OnnxReader.read(piece.beside(model)).graph();
    }

    private static long count(Graph graph, Op op) {
        return graph.nodes().stream().filter(n -> n.op() == op).count();
    }

    @Test
    void theMaskEncoderEndsWithItsBlocks() {
        Graph whole = graph(Piece.MASK_ENCODER);
        ResidualBlocks.Chain chain = ResidualBlocks.find(whole).orElseThrow();
        assertThat(chain.weights()).hasSize(18).allMatch(w -> w.floats().length == CHANNELS * CHANNELS * 9);
        assertThat(chain.weights().get(0).value().name()).isEqualTo("G_A.encoder_seg.10.conv_block.1.weight");
        assertThat(chain.channels()).isEqualTo(CHANNELS);
        assertThat(chain.epsilon()).isEqualTo(1e-5f);
        assertThat(chain.after()).isEmpty();
        assertThat(chain.before().inputs()).extracting(Value::name).containsExactly("masks");
        assertThat(count(chain.before(), Op.CONV)).isEqualTo(3);
        assertThat(count(chain.blocks(), Op.CONV)).isEqualTo(18);
        assertThat(count(chain.firstBlock(), Op.CONV)).isEqualTo(2);
    }

    @Test
    void theStepIsCutBeforeAndBehindItsBlocks() {
        Graph whole = graph(Piece.STEP);
        ResidualBlocks.Chain chain = ResidualBlocks.find(whole).orElseThrow();
        Graph after = chain.after().orElseThrow();
        assertThat(chain.before().inputs()).extracting(Value::name).containsExactly("image", "image_rows");
        assertThat(after.inputs())
                .extracting(Value::name)
                .endsWith(chain.output().name())
                .contains("features", "feature_rows", "mask_image");
        assertThat(after.outputs()).isEqualTo(whole.outputs());
        assertThat(count(chain.before(), Op.CONV) + count(chain.blocks(), Op.CONV) + count(after, Op.CONV))
                .isEqualTo(count(whole, Op.CONV));
    }

    @Test
    void filledPartsHoldTheWeightsThatAreGiven() {
        ResidualBlocks.Chain chain =
                ResidualBlocks.find(graph(Piece.MASK_ENCODER)).orElseThrow();
        float[] own = new float[CHANNELS * CHANNELS * 9];
        Graph filled = ResidualBlocks.filled(chain.firstBlock(), chain, i -> new Constant.Data.Floats(own));
        assertThat(filled.constants())
                .filteredOn(c -> c.value().name().endsWith(".weight"))
                .hasSize(2)
                .allSatisfy(c -> assertThat(c.floats()).containsOnly(0));
        assertThat(filled.nodes()).isEqualTo(chain.firstBlock().nodes());
    }

    @Test
    void whatHasNoBlocksHasNoChain() {
        Graph after =
                ResidualBlocks.find(graph(Piece.STEP)).orElseThrow().after().orElseThrow();
        assertThat(ResidualBlocks.find(after)).isEmpty();
    }
}

package org.instagan.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.pass.TypedRun;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

final class MaskRowsTest {
    /** One pixel each, so that a mask is a number. */
    private static final Shape PIXELS = Shape.of(Dim.symbol("M"), Dim.of(1), Dim.of(1), Dim.of(1));

    private static float[] run(boolean sums, float[] masks, float... owners) throws Exception {
        GraphBuilder g = new GraphBuilder("rows");
        Value image = g.input("image", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.of(1), Dim.of(1), Dim.of(1)));
        Value mask = g.input("masks", ElementType.FLOAT, PIXELS);
        Value owner = g.input("mask_image", ElementType.INT64, Shape.of(Dim.symbol("M")));
        MaskRows rows = new MaskRows(g, owner, image);
        Value filled = rows.filled(mask);
        Value out = sums ? rows.counting(filled).sumPerImage(g.add(mask, 10)) : g.cast(filled, ElementType.FLOAT);
        Map<String, FloatTensor> feeds = Map.of(
                "image", FloatTensor.zeros(3, 1, 1, 1),
                "masks", FloatTensor.of(masks, masks.length, 1, 1, 1),
                "mask_image", FloatTensor.of(owners, owners.length));
        return TypedRun.run(g.build(List.of(g.named("out", out))), Map.of(), feeds)
                .get("out")
                .data();
    }

    @Test
    void emptyMasksAreLeftOutUnlessTheirImageHasNoOther() throws Exception {
        float[] masks = {-1, 0.5f, -1, -1, -0.9f};
        assertThat(run(false, masks, 0, 0, 1, 1, 2)).containsExactly(0, 1, 1, 0, 1);
        assertThat(run(true, masks, 0, 0, 1, 1, 2)).containsExactly(10.5f, 9, 9.1f);
    }

    @Test
    void imagesWithoutAMaskAddNothing() throws Exception {
        assertThat(run(true, new float[] {1}, 1)).containsExactly(0, 11, 0);
    }
}

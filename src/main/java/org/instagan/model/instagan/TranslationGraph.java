package org.instagan.model.instagan;

import java.util.List;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Piece;
import org.instagan.model.layer.Design;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.MaskRows;
import org.instagan.model.layer.Parameters;

/**
 * One generator as graphs of ONNX's own operators. Images are float {@code [B,3,H,W]}, masks float {@code [M,1,H,W]},
 * {@code mask_image} int64 {@code [M]} says whose each mask is; values in [-1,1], H and W multiples of 4.
 */
public final class TranslationGraph {
    private static final Dim HEIGHT = Dim.multipleOf("H", 4);
    private static final Dim WIDTH = Dim.multipleOf("W", 4);
    private static final Dim MASKS = Dim.symbol("M");

    private final GraphBuilder g;
    private final Generator network;
    private final int filters;

    private TranslationGraph(String generator, Design design) {
        this.g = new GraphBuilder(generator);
        this.network = new Generator(new Layers(g, new Parameters(g), design), generator);
        this.filters = design.generatorFilters();
    }

    /** @param generator {@code G_A} (from domain A to B) or {@code G_B}: the prefix of its parameters */
    public static Graph build(Piece piece, String generator, Design design) {
        TranslationGraph graph = new TranslationGraph(generator, design);
        return switch (piece) {
            case WHOLE -> graph.whole();
            case MASK_ENCODER -> graph.maskEncoder();
            case STEP -> graph.step();
            case SEQUENCE -> SequenceGraph.build(generator, design);
        };
    }

    /**
     * {@code image}, {@code masks} and {@code mask_image} to {@code image_out} and {@code masks_out}. A mask that is -1
     * everywhere comes back untouched and adds nothing to its image, as in the paper's padding of sets.
     */
    private Graph whole() {
        Value image = image("B");
        Value masks = masks();
        Value maskImage = g.input("mask_image", ElementType.INT64, Shape.of(MASKS));
        Value filled = g.greater(g.reduceMean(g.add(masks, 1), true, 1, 2, 3), g.scalar(0));
        Generator.Translation out = network.translate(image, masks, new MaskRows(g, maskImage, image, filled));
        return g.build(
                List.of(g.named("image_out", out.image()), g.named("masks_out", g.where(filled, out.masks(), masks))));
    }

    /** {@code masks}, none of them empty, to {@code features [M,4f,H/4,W/4]}. */
    private Graph maskEncoder() {
        return g.build(List.of(g.named("features", network.encodeMasks(masks()))));
    }

    /**
     * One sequential step over rows of what the step before left: {@code image [P,3,H,W]} of which {@code image_rows
     * [B]} go on, {@code features [F,4f,H/4,W/4]} of which {@code feature_rows [M]} take part, and {@code mask_image
     * [M]}, indices into {@code image_rows}; to {@code image_out [B,3,H,W]} and {@code masks_out [M,1,H,W]}.
     */
    private Graph step() {
        Value held = image("P");
        Value imageRows = g.input("image_rows", ElementType.INT64, Shape.of(Dim.symbol("B")));
        Shape all = Shape.of(Dim.symbol("F"), Dim.of(4L * filters), HEIGHT.over(4), WIDTH.over(4));
        Value features = g.input("features", ElementType.FLOAT, all);
        Value featureRows = g.input("feature_rows", ElementType.INT64, Shape.of(MASKS));
        Value maskImage = g.input("mask_image", ElementType.INT64, Shape.of(MASKS));
        Value image = g.gather(held, imageRows);
        Generator.Translation out =
                network.translateEncoded(image, g.gather(features, featureRows), new MaskRows(g, maskImage, image));
        return g.build(List.of(g.named("image_out", out.image()), g.named("masks_out", out.masks())));
    }

    private Value image(String batch) {
        return g.input("image", ElementType.FLOAT, Shape.of(Dim.symbol(batch), Dim.of(3), HEIGHT, WIDTH));
    }

    private Value masks() {
        return g.input("masks", ElementType.FLOAT, Shape.of(MASKS, Dim.of(1), HEIGHT, WIDTH));
    }
}

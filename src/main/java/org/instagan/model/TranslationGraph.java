package org.instagan.model;

import java.util.List;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.nn.Instances;
import org.instagan.nn.Layers;
import org.instagan.nn.Parameters;

/**
 * One generator as a graph of ONNX's own operators: {@code image} float {@code [B,3,H,W]}, {@code masks} float {@code
 * [M,1,H,W]} and {@code mask_image} int64 {@code [M]} (whose each mask is) to {@code image_out} and {@code masks_out}
 * of the same shapes; values in [-1,1], H and W multiples of 4. A mask that is -1 everywhere comes back untouched and
 * adds nothing to its image, as in the paper's padding of sets.
 */
public final class TranslationGraph {
    private TranslationGraph() {}

    /** @param generator {@code G_A} (from domain A to B) or {@code G_B}: the prefix of its parameters */
    public static Graph build(String generator, int filters) {
        GraphBuilder g = new GraphBuilder(generator);
        Dim h = Dim.multipleOf("H", 4);
        Dim w = Dim.multipleOf("W", 4);
        Dim count = Dim.symbol("M");
        Value image = g.input("image", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.of(3), h, w));
        Value masks = g.input("masks", ElementType.FLOAT, Shape.of(count, Dim.of(1), h, w));
        Value maskImage = g.input("mask_image", ElementType.INT64, Shape.of(count));
        Value filled = g.greater(g.reduceMean(g.add(masks, 1), true, 1, 2, 3), g.scalar(0));
        Instances instances = new Instances(g, maskImage, image, filled);
        Generator network = new Generator(new Layers(g, new Parameters(g)), generator, filters);
        Generator.Translation out = network.translate(image, masks, instances);
        return g.build(
                List.of(g.named("image_out", out.image()), g.named("masks_out", g.where(filled, out.masks(), masks))));
    }
}

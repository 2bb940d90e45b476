package org.instagan.model.instagan;

import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * What one domain X brings to a sequential step, each an input {@code X.name}. B: the images that still have
 * instances; M: the masks of this step. Masks that a discriminator sees are picked by index from this step's
 * translated masks followed by the library, whatever else it needs: masks translated earlier, real ones, pooled ones.
 *
 * @param image {@code [B,3,H,W]}, as the step before left it
 * @param masks {@code [M,1,H,W]}
 * @param maskImage int64 {@code [M]}
 * @param weight {@code [B]}: 1/batch, or 0 where the domain sits the step out
 * @param library {@code [L,1,H,W]}, at least one
 * @param fakeSelect int64 {@code [F]}, fakeMaskImage, fakeCall likewise: what D sees with the fresh fakes
 * @param real {@code [B,3,H,W]} of the other domain
 * @param pooled {@code [B,3,H,W]}, used where {@code fresh [B,1,1,1]} is 0
 * @param judgedSelect int64 {@code [J]}, judgedMaskImage, judgedCall likewise: masks of reals (images 0…B-1) and
 *     pooled fakes (images B…2B-1)
 * @param judgedImageCall int64 {@code [2B]}
 * @param judgedTarget {@code [2B]}: 1 for real, 0 for fake
 * @param judgedWeight {@code [2B]}: half the weight of its image
 * @param calls {@code [K]}: one for each call of the mask feature network
 */
public record StepInputs(
        Value image,
        Value masks,
        Value maskImage,
        Value weight,
        Value library,
        Value fakeSelect,
        Value fakeMaskImage,
        Value fakeCall,
        Value real,
        Value pooled,
        Value fresh,
        Value judgedSelect,
        Value judgedMaskImage,
        Value judgedCall,
        Value judgedImageCall,
        Value judgedTarget,
        Value judgedWeight,
        Value calls) {

    static StepInputs declare(GraphBuilder g, String x) {
        Dim batch = Dim.symbol("B_" + x);
        return new StepInputs(
                planes(g, x, "image", batch, 3),
                planes(g, x, "masks", Dim.symbol("M_" + x), 1),
                indices(g, x, "mask_image", Dim.symbol("M_" + x)),
                floats(g, x, "weight", Shape.of(batch)),
                planes(g, x, "library", Dim.symbol("L_" + x), 1),
                indices(g, x, "fake_select", Dim.symbol("F_" + x)),
                indices(g, x, "fake_mask_image", Dim.symbol("F_" + x)),
                indices(g, x, "fake_call", Dim.symbol("F_" + x)),
                planes(g, x, "real", batch, 3),
                planes(g, x, "pooled", batch, 3),
                floats(g, x, "fresh", Shape.of(batch, Dim.of(1), Dim.of(1), Dim.of(1))),
                indices(g, x, "judged_select", Dim.symbol("J_" + x)),
                indices(g, x, "judged_mask_image", Dim.symbol("J_" + x)),
                indices(g, x, "judged_call", Dim.symbol("J_" + x)),
                indices(g, x, "judged_image_call", batch.times(2)),
                floats(g, x, "judged_target", Shape.of(batch.times(2))),
                floats(g, x, "judged_weight", Shape.of(batch.times(2))),
                floats(g, x, "calls", Shape.of(Dim.symbol("K_" + x))));
    }

    private static Value planes(GraphBuilder g, String x, String name, Dim count, int channels) {
        Shape shape = Shape.of(count, Dim.of(channels), Dim.multipleOf("H_" + x, 4), Dim.multipleOf("W_" + x, 4));
        return floats(g, x, name, shape);
    }

    private static Value floats(GraphBuilder g, String x, String name, Shape shape) {
        return g.input(x + "." + name, ElementType.FLOAT, shape);
    }

    private static Value indices(GraphBuilder g, String x, String name, Dim count) {
        return g.input(x + "." + name, ElementType.INT64, Shape.of(count));
    }
}

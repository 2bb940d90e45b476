package org.instagan.model.instagan;

import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Order;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Domain;
import org.instagan.model.layer.Layers;

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
record StepInputs(
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

    static StepInputs declare(GraphBuilder g, Domain x) {
        Dim batch = Dim.symbol("B_" + x);
        return new StepInputs(
                planes(g, x, StepInput.IMAGE, batch, 3),
                planes(g, x, StepInput.MASKS, Dim.symbol("M_" + x), 1),
                indices(g, x, StepInput.MASK_IMAGE, Dim.symbol("M_" + x)),
                floats(g, x, StepInput.WEIGHT, Shape.of(batch)),
                planes(g, x, StepInput.LIBRARY, Dim.symbol("L_" + x), 1),
                indices(g, x, StepInput.FAKE_SELECT, Dim.symbol("F_" + x)),
                indices(g, x, StepInput.FAKE_MASK_IMAGE, Dim.symbol("F_" + x)),
                indices(g, x, StepInput.FAKE_CALL, Dim.symbol("F_" + x)),
                planes(g, x, StepInput.REAL, batch, 3),
                planes(g, x, StepInput.POOLED, batch, 3),
                floats(g, x, StepInput.FRESH, Shape.of(batch, Dim.of(1), Dim.of(1), Dim.of(1))),
                indices(g, x, StepInput.JUDGED_SELECT, Dim.symbol("J_" + x)),
                indices(g, x, StepInput.JUDGED_MASK_IMAGE, Dim.symbol("J_" + x)),
                indices(g, x, StepInput.JUDGED_CALL, Dim.symbol("J_" + x)),
                indices(g, x, StepInput.JUDGED_IMAGE_CALL, batch.times(2)),
                floats(g, x, StepInput.JUDGED_TARGET, Shape.of(batch.times(2))),
                floats(g, x, StepInput.JUDGED_WEIGHT, Shape.of(batch.times(2))),
                floats(g, x, StepInput.CALLS, Shape.of(Dim.symbol("K_" + x))));
    }

    /** The same, for readers of image and masks that are to run once {@code done} is computed. */
    StepInputs after(GraphBuilder g, Value done) {
        return with(Order.after(g, image, done), Order.after(g, masks, done), real);
    }

    /** The same with images in the colours that the networks know. */
    StepInputs seenBy(Layers layers) {
        return with(layers.shown(layers.seen(image)), masks, layers.shown(layers.seen(real)));
    }

    private StepInputs with(Value otherImage, Value otherMasks, Value otherReal) {
        return new StepInputs(
                otherImage,
                otherMasks,
                maskImage,
                weight,
                library,
                fakeSelect,
                fakeMaskImage,
                fakeCall,
                otherReal,
                pooled,
                fresh,
                judgedSelect,
                judgedMaskImage,
                judgedCall,
                judgedImageCall,
                judgedTarget,
                judgedWeight,
                calls);
    }

    private static Value planes(GraphBuilder g, Domain x, StepInput name, Dim count, int channels) {
        Shape shape = Shape.of(count, Dim.of(channels), Dim.multipleOf("H_" + x, 4), Dim.multipleOf("W_" + x, 4));
        return floats(g, x, name, shape);
    }

    private static Value floats(GraphBuilder g, Domain x, StepInput name, Shape shape) {
        return g.input(name.of(x), ElementType.FLOAT, shape);
    }

    private static Value indices(GraphBuilder g, Domain x, StepInput name, Dim count) {
        return g.input(name.of(x), ElementType.INT64, Shape.of(count));
    }
}

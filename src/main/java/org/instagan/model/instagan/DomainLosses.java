package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.List;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Value;
import org.instagan.model.Domain;
import org.instagan.model.layer.MaskRows;

/**
 * The losses that start from one domain X's images, by the paper's names: gan, cycle and context of the generators,
 * which need X's translation (identity does not, see {@link Setting#identity}), and the loss of the discriminator that judges X's translations. Scalars are {@code [1]}.
 */
record DomainLosses(
        Value gan,
        Value cycle,
        Value context,
        Value discriminator,
        Generator.Translation fake,
        Generator.Translation reconstructed) {

    /** Where the losses of a domain are built. */
    record Setting(GraphBuilder g, Architecture architecture, Domain domain, StepInputs in) {

        /** @param forward from this domain; back to it; judge of what forward makes */
        DomainLosses of(Networks.Translating forward, Networks.Translating back, Networks.Judging judge) {
            MaskRows instances = new MaskRows(g, in.maskImage(), in.image());
            Generator.Translation source = new Generator.Translation(in.image(), in.masks());
            Generator.Translation fake = forward.translate(in.image(), in.masks(), instances);
            Generator.Translation reconstructed = back.translate(fake.image(), fake.masks(), instances);
            SetDistance distance = new SetDistance(g, in, instances, slots());
            Adversarial adversarial = new Adversarial(g, architecture.leastSquares(), in, judge);
            return new DomainLosses(
                    adversarial.generator(fake),
                    weighted(DomainLoss.CYCLE, distance.l1(reconstructed, source)),
                    weighted(DomainLoss.CONTEXT, distance.context(fake)),
                    adversarial.discriminator(fake),
                    fake,
                    reconstructed);
        }

        /** The loss that {@code back} changes what is of this domain already. */
        Value identity(Networks.Translating back) {
            MaskRows instances = new MaskRows(g, in.maskImage(), in.image());
            Generator.Translation source = new Generator.Translation(in.image(), in.masks());
            Generator.Translation same = back.translate(in.image(), in.masks(), instances);
            SetDistance distance = new SetDistance(g, in, instances, slots());
            return weighted(DomainLoss.IDENTITY, distance.l1(same, source));
        }

        private int slots() {
            return architecture.networks().slots(architecture.instancesPerStep());
        }

        private Value weighted(DomainLoss loss, Value value) {
            return g.mul(value, loss.weight(domain, architecture));
        }
    }

    /** What the generators' update descends, but for the identity. */
    Value generators(GraphBuilder g) {
        return g.add(g.add(gan, cycle), context);
    }

    List<Value> outputs(GraphBuilder g, Domain x, boolean exposed) {
        List<Value> outputs = new ArrayList<>(List.of(
                g.named(DomainLoss.GAN.of(x), gan),
                g.named(DomainLoss.CYCLE.of(x), cycle),
                g.named(DomainLoss.CONTEXT.of(x), context),
                g.named(DomainLoss.DISCRIMINATOR.of(x), discriminator),
                g.named(StepOutput.FAKE_IMAGE.of(x), fake.image()),
                g.named(StepOutput.FAKE_MASKS.of(x), fake.masks())));
        if (exposed) {
            outputs.add(g.named(StepOutput.RECONSTRUCTED_IMAGE.of(x), reconstructed.image()));
            outputs.add(g.named(StepOutput.RECONSTRUCTED_MASKS.of(x), reconstructed.masks()));
        }
        return outputs;
    }

    /** L1 distances over an image and its slots; an empty slot differs from nothing but counts in the mean. */
    private record SetDistance(GraphBuilder g, StepInputs in, MaskRows instances, int slots) {
        Value l1(Generator.Translation x, Generator.Translation y) {
            Value image = weighted(absolute(x.image(), y.image()), in.weight());
            Value masks = weighted(absolute(x.masks(), y.masks()), instances.perMask(in.weight()));
            return g.mul(g.add(g.mul(image, 3), masks), 1.0 / (3 + slots));
        }

        /** L1 outside the union of the step's source and translated masks. */
        Value context(Generator.Translation fake) {
            Value covered =
                    g.add(instances.sumPerImage(coverage(in.masks())), instances.sumPerImage(coverage(fake.masks())));
            Value outside = g.sub(g.scalar(1), g.clip(covered, 0, 1));
            return weighted(g.mul(outside, absolute(in.image(), fake.image())), in.weight());
        }

        /** From [-1,1] to [0,1]. */
        private Value coverage(Value masks) {
            return g.mul(g.add(masks, 1), 0.5);
        }

        private Value absolute(Value x, Value y) {
            return g.unary(Op.ABS, g.sub(x, y));
        }

        private Value weighted(Value x, Value weight) {
            return g.reduceSum(g.mul(g.reduceMean(x, false, 1, 2, 3), weight), true, 0);
        }
    }

    /** Least squares, or binary cross-entropy after a sigmoid, written on the scores: softplus(z) - target·z. */
    private record Adversarial(GraphBuilder g, boolean leastSquares, StepInputs in, Networks.Judging judge) {
        Value generator(Generator.Translation fake) {
            Value masks = g.gather(g.concat(0, List.of(fake.masks(), in.library())), in.fakeSelect());
            MaskRows instances = new MaskRows(g, in.fakeMaskImage(), fake.image());
            Value scores = judge.judge(fake.image(), masks, instances, g.int64s(0), in.fakeCall());
            return loss(scores, g.scalar(1), in.weight());
        }

        Value discriminator(Generator.Translation fake) {
            Value pooled = g.where(g.greater(in.fresh(), g.scalar(0.5)), fake.image(), in.pooled());
            Value images = g.concat(0, List.of(in.real(), pooled));
            Value masks = g.gather(g.concat(0, List.of(fake.masks(), in.library())), in.judgedSelect());
            MaskRows instances = new MaskRows(g, in.judgedMaskImage(), images);
            Value scores = judge.judge(images, masks, instances, in.judgedImageCall(), in.judgedCall());
            return loss(scores, g.unsqueeze(in.judgedTarget(), 1, 2, 3), in.judgedWeight());
        }

        private Value loss(Value scores, Value target, Value weight) {
            Value each;
            if (leastSquares) {
                Value off = g.sub(scores, target);
                each = g.mul(off, off);
            } else {
                each = g.sub(g.unary(Op.SOFTPLUS, scores), g.mul(scores, target));
            }
            return g.reduceSum(g.mul(g.reduceMean(each, false, 1, 2, 3), weight), true, 0);
        }
    }
}

package org.instagan.model.instagan;

import java.util.List;
import org.instagan.graph.Dim;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Value;
import org.instagan.model.cyclegan.PlainDiscriminator;
import org.instagan.model.cyclegan.PlainGenerator;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.MaskRows;

/**
 * Which networks translate and judge, behind one form: an image and its masks. CycleGAN's leave masks as they are, or see
 * their union as a fourth channel (the paper's baselines CycleGAN and CycleGAN+Seg).
 */
public enum Networks {
    /** InstaGAN's, over sets of instances. */
    SET(0),
    /** CycleGAN's, over the image alone. */
    PLAIN(3),
    /** CycleGAN's, over the image and the union of its masks. */
    UNION(4);

    private final int channels;

    Networks(int channels) {
        this.channels = channels;
    }

    /** A generator. */
    interface Translating {
        /**
         * @param image {@code [B,3,H,W]}
         * @param masks {@code [M,1,H,W]}
         */
        Generator.Translation translate(Value image, Value masks, MaskRows instances);
    }

    /** A discriminator. */
    interface Judging {
        /** Scores of images with their masks; calls as {@link Discriminator#judge} has them. */
        Value judge(Value images, Value masks, MaskRows instances, Value imageCall, Value maskCall);

        /** What goes on to the next step. */
        List<Value> states(boolean exposed);
    }

    /** Whether an image's masks are one, their union, of which there is no sequence. */
    public boolean isOneMask() {
        return this != SET;
    }

    /** Masks that take part in distances with the image. */
    int slots(int instancesPerStep) {
        return switch (this) {
            case SET -> instancesPerStep;
            case PLAIN -> 0;
            case UNION -> 1;
        };
    }

    Translating generator(Layers layers, String name, int filters) {
        if (this == SET) {
            return new Generator(layers, name, filters)::translate;
        }
        PlainGenerator network = new PlainGenerator(layers, name, filters, channels);
        GraphBuilder g = layers.graph();
        if (this == PLAIN) {
            return (image, masks, instances) -> new Generator.Translation(network.translate(image), masks);
        }
        return (image, masks, instances) -> {
            Value both = network.translate(g.concat(1, List.of(image, union(g, masks, instances))));
            return new Generator.Translation(
                    g.slice(both, 1, 0, 3, 1, Dim.of(3)), instances.perMask(g.slice(both, 1, 3, 4, 1, Dim.of(1))));
        };
    }

    Judging discriminator(Layers layers, String name, int filters, Value maskCalls) {
        if (this == SET) {
            return new Discriminator(layers, name, filters, maskCalls);
        }
        GraphBuilder g = layers.graph();
        PlainDiscriminator network = new PlainDiscriminator(layers, name, filters, channels, Discriminator.IMAGE_CALLS);
        return new Judging() {
            @Override
            public Value judge(Value images, Value masks, MaskRows instances, Value imageCall, Value maskCall) {
                Value seen = channels == 3 ? images : g.concat(1, List.of(images, union(g, masks, instances)));
                return network.judge(seen, imageCall);
            }

            @Override
            public List<Value> states(boolean exposed) {
                return network.states(exposed);
            }
        };
    }

    /** {@code [B,1,H,W]}: 1 where a mask of the image is, -1 elsewhere. */
    private static Value union(GraphBuilder g, Value masks, MaskRows instances) {
        Value covered = instances.sumPerImage(g.mul(g.add(masks, 1), 0.5));
        return g.sub(g.mul(g.clip(covered, 0, 1), 2), g.scalar(1));
    }
}

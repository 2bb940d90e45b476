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
    SET(false),
    /** CycleGAN's, over the image alone. */
    PLAIN(false),
    /** CycleGAN's, over the image and the union of its masks. */
    UNION(true);

    private final boolean seesUnion;

    Networks(boolean seesUnion) {
        this.seesUnion = seesUnion;
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

    Translating generator(Layers layers, String name) {
        GraphBuilder g = layers.graph();
        if (this == SET) {
            Generator network = new Generator(layers, name);
            return (image, masks, instances) -> {
                Value filled = instances.filled(masks);
                Generator.Translation out = network.translate(image, masks, instances.counting(filled));
                return new Generator.Translation(out.image(), g.where(filled, out.masks(), masks));
            };
        }
        int channels = layers.design().channels();
        PlainGenerator network = new PlainGenerator(layers, name, channels + (seesUnion ? 1 : 0));
        if (!seesUnion) {
            return (image, masks, instances) ->
                    new Generator.Translation(layers.shown(network.translate(layers.seen(image))), masks);
        }
        return (image, masks, instances) -> {
            Value both = network.translate(g.concat(1, List.of(layers.seen(image), union(g, masks, instances))));
            Value made = g.slice(both, 1, 0, channels, 1, Dim.of(channels));
            Value union = g.slice(both, 1, channels, channels + 1L, 1, Dim.of(1));
            return new Generator.Translation(layers.shown(made), instances.perMask(union));
        };
    }

    Judging discriminator(Layers layers, String name, Value maskCalls) {
        if (this == SET) {
            return new Discriminator(layers, name, maskCalls);
        }
        GraphBuilder g = layers.graph();
        int channels = layers.design().channels() + (seesUnion ? 1 : 0);
        PlainDiscriminator network = new PlainDiscriminator(layers, name, channels, Discriminator.IMAGE_CALLS);
        return new Judging() {
            @Override
            public Value judge(Value images, Value masks, MaskRows instances, Value imageCall, Value maskCall) {
                Value image = layers.seen(images);
                Value seen = seesUnion ? g.concat(1, List.of(image, union(g, masks, instances))) : image;
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

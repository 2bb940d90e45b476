package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.List;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.MaskRows;
import org.instagan.model.layer.SpectralNorm;

/**
 * The set discriminator: PatchGAN features of the image and, by one shared network, of each mask; the masks' are
 * summed, but for those that are -1 everywhere. Its convolutions are spectrally normalised; within a step, a call's number picks the sigma it divides by.
 */
public final class Discriminator implements Networks.Judging {
    /** Calls of the image's network in a step: the fake for the generators, the real, the pooled fake. */
    public static final int IMAGE_CALLS = 3;

    private final Layers layers;
    private final List<Normed> image = new ArrayList<>();
    private final List<Normed> mask = new ArrayList<>();
    private final List<Normed> classifier = new ArrayList<>();

    private record Normed(String prefix, int place, SpectralNorm conv) {
        String name() {
            return layer(prefix, place);
        }

        String norm() {
            return prefix + (place + 1);
        }

        static String layer(String prefix, int place) {
            return prefix + place + ".module";
        }
    }

    /** @param maskCalls float {@code [K]}: one power iteration of the mask's network for each */
    public Discriminator(Layers layers, String name, Value maskCalls) {
        this.layers = layers;
        Value imageCalls = layers.graph().constant(new float[] {0, 1, 2}, IMAGE_CALLS);
        features(image, name + ".feature_img.", layers.design().channels(), imageCalls);
        features(mask, name + ".feature_seg.", 1, maskCalls);
        int count = layers.design().discriminatorLayers();
        int width = 2 * layers.design().width(count);
        boolean biased = layers.hasBiasBeforeNorm();
        add(classifier, name + ".classifier.", 0, 2 * layers.design().width(count - 1), width, biased, imageCalls);
        layers.declareNorm(classifier.get(0).norm(), width);
        add(classifier, name + ".classifier.", 3, width, 1, true, imageCalls);
    }

    private void features(List<Normed> to, String prefix, int channels, Value calls) {
        add(to, prefix, 0, channels, layers.design().width(0), true, calls);
        for (int i = 1; i < layers.design().discriminatorLayers(); i++) {
            int in = layers.design().width(i - 1);
            add(to, prefix, 3 * i - 1, in, layers.design().width(i), layers.hasBiasBeforeNorm(), calls);
            layers.declareNorm(to.get(i).norm(), layers.design().width(i));
        }
    }

    private void add(List<Normed> to, String prefix, int place, int in, int out, boolean biased, Value calls) {
        String name = Normed.layer(prefix, place);
        Value u = layers.graph().input(name + ".weight_u", ElementType.FLOAT, Shape.of(out));
        to.add(new Normed(prefix, place, new SpectralNorm(layers, name, in, out, 4, biased, u, calls)));
    }

    /**
     * Scores before any sigmoid, {@code [B,1,H/8-2,W/8-2]} with three layers.
     *
     * @param imageCall int64 {@code [B]} or {@code [1]}, maskCall int64 {@code [M]}: which call each row is
     */
    @Override
    public Value judge(Value images, Value masks, MaskRows instances, Value imageCall, Value maskCall) {
        Value h = extract(image, layers.seen(images), imageCall);
        Value hi = extract(mask, masks, maskCall);
        MaskRows filled = instances.counting(instances.filled(masks));
        Value x = layers.graph().concat(1, List.of(h, filled.sumPerImage(hi)));
        x = normed(classifier.get(0), x, imageCall, 1);
        return classifier.get(1).conv().apply(x, imageCall, 1, 1);
    }

    private Value extract(List<Normed> network, Value x, Value call) {
        Value y = layers.leaky(network.get(0).conv().apply(x, call, 2, 1));
        for (Normed layer : network.subList(1, network.size())) {
            y = normed(layer, y, call, 2);
        }
        return y;
    }

    private Value normed(Normed layer, Value x, Value call, int stride) {
        Value y = layer.conv().apply(x, call, stride, 1);
        return layers.leaky(layers.norm(y, layer.norm()));
    }

    /** The vectors u after the step, as outputs {@code NAME.weight_u.next}; exposed, v too, {@code NAME.weight_v.next}. */
    @Override
    public List<Value> states(boolean exposed) {
        GraphBuilder g = layers.graph();
        List<Value> states = new ArrayList<>();
        for (List<Normed> network : List.of(image, mask, classifier)) {
            for (Normed layer : network) {
                states.add(g.named(layer.name() + ".weight_u.next", layer.conv().lastU()));
                if (exposed) {
                    states.add(g.named(
                            layer.name() + ".weight_v.next", layer.conv().lastV()));
                }
            }
        }
        return states;
    }
}

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
 * summed. Its convolutions are spectrally normalised; within a step, a call's number picks the sigma it divides by.
 */
public final class Discriminator implements Networks.Judging {
    /** Calls of the image's network in a step: the fake for the generators, the real, the pooled fake. */
    public static final int IMAGE_CALLS = 3;

    private final Layers layers;
    private final List<Normed> image = new ArrayList<>();
    private final List<Normed> mask = new ArrayList<>();
    private final List<Normed> classifier = new ArrayList<>();

    private record Normed(String name, SpectralNorm conv) {}

    /** @param maskCalls float {@code [K]}: one power iteration of the mask's network for each */
    public Discriminator(Layers layers, String name, int filters, Value maskCalls) {
        this.layers = layers;
        Value imageCalls = layers.graph().constant(new float[] {0, 1, 2}, IMAGE_CALLS);
        features(image, name + ".feature_img.", 3, filters, imageCalls);
        features(mask, name + ".feature_seg.", 1, filters, maskCalls);
        add(classifier, name + ".classifier.0.module", 8 * filters, 16 * filters, imageCalls);
        add(classifier, name + ".classifier.3.module", 16 * filters, 1, imageCalls);
    }

    private void features(List<Normed> to, String prefix, int channels, int f, Value calls) {
        add(to, prefix + "0.module", channels, f, calls);
        add(to, prefix + "2.module", f, 2 * f, calls);
        add(to, prefix + "5.module", 2 * f, 4 * f, calls);
    }

    private void add(List<Normed> to, String name, int in, int out, Value calls) {
        Value u = layers.graph().input(name + ".weight_u", ElementType.FLOAT, Shape.of(out));
        to.add(new Normed(name, new SpectralNorm(layers, name, in, out, 4, u, calls)));
    }

    /**
     * Scores before any sigmoid, {@code [B,1,H/8-2,W/8-2]}.
     *
     * @param imageCall int64 {@code [B]} or {@code [1]}, maskCall int64 {@code [M]}: which call each row is
     */
    @Override
    public Value judge(Value images, Value masks, MaskRows instances, Value imageCall, Value maskCall) {
        Value h = extract(image, images, imageCall);
        Value hi = extract(mask, masks, maskCall);
        Value x = layers.graph().concat(1, List.of(h, instances.sumPerImage(hi)));
        x = layers.leaky(layers.norm(classifier.get(0).conv().apply(x, imageCall, 1, 1)));
        return classifier.get(1).conv().apply(x, imageCall, 1, 1);
    }

    private Value extract(List<Normed> network, Value x, Value call) {
        Value y = layers.leaky(network.get(0).conv().apply(x, call, 2, 1));
        y = layers.leaky(layers.norm(network.get(1).conv().apply(y, call, 2, 1)));
        return layers.leaky(layers.norm(network.get(2).conv().apply(y, call, 2, 1)));
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

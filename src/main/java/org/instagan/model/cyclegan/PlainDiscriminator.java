package org.instagan.model.cyclegan;

import java.util.ArrayList;
import java.util.List;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.SpectralNorm;

/** The discriminator that the authors call {@code basic}; a call's number picks the sigma it divides by. */
public final class PlainDiscriminator {
    private final Layers layers;
    private final String prefix;
    private final List<SpectralNorm> convolutions = new ArrayList<>();

    /** @param calls in a step: the fake for the generators, the real, the pooled fake */
    public PlainDiscriminator(Layers layers, String name, int channels, int calls) {
        this.layers = layers;
        this.prefix = name + ".model.";
        float[] numbers = new float[calls];
        for (int i = 0; i < calls; i++) {
            numbers[i] = i;
        }
        Value all = layers.graph().constant(numbers, calls);
        int last = layers.design().discriminatorLayers() + 1;
        int in = channels;
        for (int i = 0; i <= last; i++) {
            int out = i == last ? 1 : layers.design().width(i);
            boolean biased = i == 0 || i == last || layers.hasBiasBeforeNorm();
            Value u = layers.graph().input(layer(i) + ".weight_u", ElementType.FLOAT, Shape.of(out));
            convolutions.add(new SpectralNorm(layers, layer(i), in, out, 4, biased, u, all));
            if (i > 0 && i < last) {
                layers.declareNorm(norm(i), out);
            }
            in = out;
        }
    }

    private static int place(int convolution) {
        return convolution == 0 ? 0 : 3 * convolution - 1;
    }

    private String layer(int convolution) {
        return prefix + place(convolution) + ".module";
    }

    private String norm(int convolution) {
        return prefix + (place(convolution) + 1);
    }

    /**
     * Scores before any sigmoid, {@code [B,1,H/8-2,W/8-2]} with three layers.
     *
     * @param call int64 {@code [B]} or {@code [1]}: which call each row is
     */
    public Value judge(Value x, Value call) {
        int last = convolutions.size() - 1;
        Value y = layers.leaky(convolutions.get(0).apply(x, call, 2, 1));
        for (int i = 1; i < last; i++) {
            int stride = i < last - 1 ? 2 : 1;
            y = convolutions.get(i).apply(y, call, stride, 1);
            y = layers.leaky(layers.norm(y, norm(i)));
        }
        return convolutions.get(last).apply(y, call, 1, 1);
    }

    /** The vectors u after the step, as outputs {@code NAME.weight_u.next}; exposed, v too, {@code NAME.weight_v.next}. */
    public List<Value> states(boolean exposed) {
        GraphBuilder g = layers.graph();
        List<Value> states = new ArrayList<>();
        for (int i = 0; i < convolutions.size(); i++) {
            states.add(g.named(layer(i) + ".weight_u.next", convolutions.get(i).lastU()));
            if (exposed) {
                states.add(
                        g.named(layer(i) + ".weight_v.next", convolutions.get(i).lastV()));
            }
        }
        return states;
    }
}

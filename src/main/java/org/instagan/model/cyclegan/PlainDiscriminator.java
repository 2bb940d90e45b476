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
    private static final int[] LAYERS = {0, 2, 5, 8, 11};

    private final Layers layers;
    private final List<SpectralNorm> convolutions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** @param calls in a step: the fake for the generators, the real, the pooled fake */
    public PlainDiscriminator(Layers layers, String name, int filters, int channels, int calls) {
        this.layers = layers;
        float[] numbers = new float[calls];
        for (int i = 0; i < calls; i++) {
            numbers[i] = i;
        }
        Value all = layers.graph().constant(numbers, calls);
        int[] widths = {channels, filters, 2 * filters, 4 * filters, 8 * filters, 1};
        for (int i = 0; i < LAYERS.length; i++) {
            String layer = name + ".model." + LAYERS[i] + ".module";
            Value u = layers.graph().input(layer + ".weight_u", ElementType.FLOAT, Shape.of(widths[i + 1]));
            names.add(layer);
            convolutions.add(new SpectralNorm(layers, layer, widths[i], widths[i + 1], 4, u, all));
        }
    }

    /**
     * Scores before any sigmoid, {@code [B,1,H/8-2,W/8-2]}.
     *
     * @param call int64 {@code [B]} or {@code [1]}: which call each row is
     */
    public Value judge(Value x, Value call) {
        Value y = layers.leaky(convolutions.get(0).apply(x, call, 2, 1));
        y = layers.leaky(layers.norm(convolutions.get(1).apply(y, call, 2, 1)));
        y = layers.leaky(layers.norm(convolutions.get(2).apply(y, call, 2, 1)));
        y = layers.leaky(layers.norm(convolutions.get(3).apply(y, call, 1, 1)));
        return convolutions.get(4).apply(y, call, 1, 1);
    }

    /** The vectors u after the step, as outputs {@code NAME.weight_u.next}; exposed, v too, {@code NAME.weight_v.next}. */
    public List<Value> states(boolean exposed) {
        GraphBuilder g = layers.graph();
        List<Value> states = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            states.add(
                    g.named(names.get(i) + ".weight_u.next", convolutions.get(i).lastU()));
            if (exposed) {
                states.add(g.named(
                        names.get(i) + ".weight_v.next", convolutions.get(i).lastV()));
            }
        }
        return states;
    }
}

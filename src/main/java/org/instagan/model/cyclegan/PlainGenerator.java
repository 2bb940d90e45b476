package org.instagan.model.cyclegan;

import org.instagan.graph.Op;
import org.instagan.graph.Value;
import org.instagan.model.layer.Layers;

/** The generator that the authors call {@code basic}: as many channels come out as go in. */
public final class PlainGenerator {
    private final Layers layers;
    private final String name;
    private final int channels;

    public PlainGenerator(Layers layers, String name, int channels) {
        this.layers = layers;
        this.name = name + ".model.";
        this.channels = channels;
    }

    /** {@code [B,channels,H,W]} to the same shape, in [-1,1]; H and W are multiples of 4. */
    public Value translate(Value x) {
        int filters = layers.design().generatorFilters();
        int blocks = layers.design().blocks();
        Value y = layers.convNormRelu(layers.graph().reflectPad(x, 3), name, 1, filters, 7, 1, 0);
        y = layers.convNormRelu(y, name, 4, 2 * filters, 3, 2, 1);
        y = layers.convNormRelu(y, name, 7, 4 * filters, 3, 2, 1);
        for (int i = 0; i < blocks; i++) {
            y = layers.residual(y, name + (10 + i));
        }
        y = layers.upConvNormRelu(y, name, 10 + blocks, 2 * filters);
        y = layers.upConvNormRelu(y, name, 13 + blocks, filters);
        y = layers.conv(layers.graph().reflectPad(y, 3), name + (17 + blocks), channels, 7, 1, 0);
        return layers.graph().unary(Op.TANH, y);
    }
}

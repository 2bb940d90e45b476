package org.instagan.model.cyclegan;

import org.instagan.graph.Op;
import org.instagan.graph.Value;
import org.instagan.model.layer.Layers;

/** The generator that the authors call {@code basic}: as many channels come out as go in. */
public final class PlainGenerator {
    private static final int BLOCKS = 9;

    private final Layers layers;
    private final String name;
    private final int filters;
    private final int channels;

    public PlainGenerator(Layers layers, String name, int filters, int channels) {
        this.layers = layers;
        this.name = name + ".model.";
        this.filters = filters;
        this.channels = channels;
    }

    /** {@code [B,channels,H,W]} to the same shape, in [-1,1]; H and W are multiples of 4. */
    public Value translate(Value x) {
        Value y = layers.normRelu(layers.conv(layers.graph().reflectPad(x, 3), name + 1, filters, 7, 1, 0));
        y = layers.normRelu(layers.conv(y, name + 4, 2 * filters, 3, 2, 1));
        y = layers.normRelu(layers.conv(y, name + 7, 4 * filters, 3, 2, 1));
        for (int i = 0; i < BLOCKS; i++) {
            y = layers.residual(y, name + (10 + i));
        }
        y = layers.normRelu(layers.upConv(y, name + 19, 2 * filters));
        y = layers.normRelu(layers.upConv(y, name + 22, filters));
        y = layers.conv(layers.graph().reflectPad(y, 3), name + 26, channels, 7, 1, 0);
        return layers.graph().unary(Op.TANH, y);
    }
}

package org.instagan.model.instagan;

import java.util.List;
import org.instagan.graph.Op;
import org.instagan.graph.Value;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.MaskRows;

/**
 * The set generator (InstaGAN, section 3.1): an image and the masks of its instances, translated together; the order
 * of the masks does not matter. Parameter names are those of the authors' checkpoints.
 */
public final class Generator {
    private final Layers layers;
    private final String name;
    private final int filters;

    public Generator(Layers layers, String name) {
        this.layers = layers;
        this.name = name;
        this.filters = layers.design().generatorFilters();
    }

    /** Image {@code [B,3,H,W]} and masks {@code [M,1,H,W]}, in [-1,1]. */
    public record Translation(Value image, Value masks) {}

    /**
     * Both halves, one after the other.
     *
     * @param image {@code [B,3,H,W]}, H and W multiples of 4
     * @param masks {@code [M,1,H,W]}, none of them empty
     */
    public Translation translate(Value image, Value masks, MaskRows instances) {
        return translateEncoded(image, encodeMasks(masks), instances);
    }

    /** Masks {@code [M,1,H,W]} to features {@code [M,4f,H/4,W/4]}, which no image has a part in. */
    public Value encodeMasks(Value masks) {
        return encode(masks, "encoder_seg");
    }

    /**
     * @param image {@code [B,3,H,W]}
     * @param features {@code [M,4f,H/4,W/4]}, of masks that are not empty
     */
    public Translation translateEncoded(Value image, Value features, MaskRows instances) {
        Value h = encode(layers.seen(image), "encoder_img");
        Value context = layers.graph().concat(1, List.of(h, instances.sumPerImage(features)));
        Value translated = decode(
                upConv(context, "decoder_img", 2 * filters),
                "decoder_img",
                2 * filters,
                layers.design().channels());
        return new Translation(
                layers.shown(translated),
                decode(maskUpConv(features, context, instances), "decoder_seg", 3 * filters, 1));
    }

    private Value upConv(Value x, String part, int width) {
        return layers.upConv(x, name + "." + part + ".0", 2 * width);
    }

    /** The mask decoder's first layer over {@code [h_i, h, s]}: linear, so its part for h and s is made once an image. */
    private Value maskUpConv(Value features, Value context, MaskRows instances) {
        List<Value> parts = layers.upConvParts(List.of(features, context), name + ".decoder_seg.0", 6 * filters);
        return layers.graph().add(parts.get(0), instances.perMask(parts.get(1)));
    }

    private Value encode(Value x, String part) {
        String prefix = name + "." + part + ".";
        Value y = layers.convNormRelu(layers.graph().reflectPad(x, 3), prefix, 1, filters, 7, 1, 0);
        y = layers.convNormRelu(y, prefix, 4, 2 * filters, 3, 2, 1);
        y = layers.convNormRelu(y, prefix, 7, 4 * filters, 3, 2, 1);
        for (int i = 0; i < layers.design().blocks(); i++) {
            y = layers.residual(y, prefix + (10 + i));
        }
        return y;
    }

    /** @param x what the first layer gave, before its normalisation */
    private Value decode(Value x, String part, int width, int channels) {
        String prefix = name + "." + part + ".";
        Value y = layers.normRelu(x, prefix + 1);
        y = layers.upConvNormRelu(y, prefix, 3, width);
        y = layers.conv(layers.graph().reflectPad(y, 3), prefix + 7, channels, 7, 1, 0);
        return layers.graph().unary(Op.TANH, y);
    }
}

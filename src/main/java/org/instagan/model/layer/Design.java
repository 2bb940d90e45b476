package org.instagan.model.layer;

/**
 * What networks are built of, whichever they are.
 *
 * @param generatorFilters the generators' first width
 * @param blocks residual blocks of an encoder
 * @param discriminatorFilters the discriminators' first width
 * @param discriminatorLayers convolutions of stride 2: one more doubles the patch that a score sees
 * @param dropout whether half of the activations within a residual block are 0 in training
 * @param channels 3, or 1 for networks that see and make shades of grey, as three equal channels
 */
public record Design(
        int generatorFilters,
        int blocks,
        int discriminatorFilters,
        int discriminatorLayers,
        Norm norm,
        boolean dropout,
        int channels) {
    /** The authors' but for the widths. */
    public static Design usual(int generatorFilters, int discriminatorFilters) {
        return new Design(generatorFilters, 9, discriminatorFilters, 3, Norm.INSTANCE, false, 3);
    }

    /** A discriminator's width after {@code layer} convolutions of stride 2, in filters: it doubles up to 8. */
    public int width(int layer) {
        return discriminatorFilters * (1 << Math.min(layer, 3));
    }
}

package org.instagan.evaluate;

import org.instagan.image.Image;

/**
 * How far two masks of one size agree, in pixels; one of 128 or more is inside.
 *
 * @param first pixels inside the first mask
 * @param both pixels inside both
 * @param either pixels inside one or both
 */
public record MaskOverlap(long first, long both, long either) {
    private static final int HALF = 128;

    static boolean isInside(Image mask, int x, int y) {
        return mask.at(x, y, 0) >= HALF;
    }

    /** @throws IllegalArgumentException when the sizes differ */
    public static MaskOverlap of(Image a, Image b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("Masks: expected one size, got " + a + " and " + b);
        }
        long first = 0;
        long both = 0;
        long either = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                boolean inA = isInside(a, x, y);
                boolean inB = isInside(b, x, y);
                first += inA ? 1 : 0;
                both += inA && inB ? 1 : 0;
                either += inA || inB ? 1 : 0;
            }
        }
        return new MaskOverlap(first, both, either);
    }

    /** Intersection over union, 0..1; 1 where both masks are empty. */
    public double iou() {
        return either == 0 ? 1 : (double) both / either;
    }

    /** The share of the first mask that is inside the second, 0..1; 1 where the first is empty. */
    public double covered() {
        return first == 0 ? 1 : (double) both / first;
    }
}

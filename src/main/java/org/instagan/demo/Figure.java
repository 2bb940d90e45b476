package org.instagan.demo;

import java.util.SplittableRandom;

/** What a domain shows. Both have area {@code pi r²} about their centre of gravity, so neither domain is the larger. */
enum Figure {
    /** Red. */
    DISC(0.98, 1.03) {
        @Override
        boolean contains(double dx, double dy, double r) {
            return dx * dx + dy * dy <= r * r;
        }

        @Override
        int lead(int red, int green, int blue) {
            return red - Math.max(green, blue);
        }
    },

    /** Equilateral, one corner up; purple. */
    TRIANGLE(0.76, 0.82) {
        @Override
        boolean contains(double dx, double dy, double r) {
            double reach = REACH * r;
            return dy <= reach / 2 && SQRT3 * Math.abs(dx) <= dy + reach;
        }

        @Override
        int lead(int red, int green, int blue) {
            return Math.min(red, blue) - green;
        }
    };

    /** Of {@link #lead}: the landscape stays below it, a shape's own colours are far above. */
    private static final int LEAST_LEAD = 50;

    private static final double SQRT3 = Math.sqrt(3);

    /** A triangle's corner is this many r away from its centre, so no shape reaches farther. */
    static final double REACH = Math.sqrt(4 * Math.PI / (3 * SQRT3));

    private final double hueFrom;
    private final double hueTo;

    Figure(double hueFrom, double hueTo) {
        this.hueFrom = hueFrom;
        this.hueTo = hueTo;
    }

    /** Whether the point at (dx, dy) from the centre, y downwards, is in the shape of size r. */
    abstract boolean contains(double dx, double dy, double r);

    /** How far the channels of this shape's hues are above the others, -255..255. */
    abstract int lead(int red, int green, int blue);

    /** Whether a pixel, each channel 0..255, has this shape's colour, and not the other's or the landscape's. */
    boolean isColour(int red, int green, int blue) {
        return lead(red, green, blue) >= LEAST_LEAD;
    }

    /** What this shape is translated to. */
    Figure counterpart() {
        return this == DISC ? TRIANGLE : DISC;
    }

    /** A strong colour of this shape's hues, 0..255. */
    double[] colour(SplittableRandom random) {
        return Colours.hsv(
                random.nextDouble(hueFrom, hueTo), random.nextDouble(0.75, 0.95), random.nextDouble(0.8, 1.0));
    }
}

package org.instagan.demo;

import java.util.SplittableRandom;

/** What a domain shows. Both have area {@code pi r²} about their centre of gravity, so neither domain is the larger. */
enum Shape {
    /** Red to orange. */
    DISC(0.98, 1.10) {
        @Override
        boolean contains(double dx, double dy, double r) {
            return dx * dx + dy * dy <= r * r;
        }
    },

    /** Equilateral, one corner up; cyan to blue. */
    TRIANGLE(0.53, 0.66) {
        @Override
        boolean contains(double dx, double dy, double r) {
            double reach = REACH * r;
            return dy <= reach / 2 && SQRT3 * Math.abs(dx) <= dy + reach;
        }
    };

    private static final double SQRT3 = Math.sqrt(3);

    /** A triangle's corner is this many r away from its centre, so no shape reaches farther. */
    static final double REACH = Math.sqrt(4 * Math.PI / (3 * SQRT3));

    private final double hueFrom;
    private final double hueTo;

    Shape(double hueFrom, double hueTo) {
        this.hueFrom = hueFrom;
        this.hueTo = hueTo;
    }

    /** Whether the point at (dx, dy) from the centre, y downwards, is in the shape of size r. */
    abstract boolean contains(double dx, double dy, double r);

    /** A strong colour of this shape's hues, 0..255. */
    double[] colour(SplittableRandom random) {
        return Colours.hsv(
                random.nextDouble(hueFrom, hueTo), random.nextDouble(0.75, 0.95), random.nextDouble(0.8, 1.0));
    }
}

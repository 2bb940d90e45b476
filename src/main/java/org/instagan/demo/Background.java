package org.instagan.demo;

import java.util.SplittableRandom;

/**
 * What is behind the shapes, the same in both domains: a smooth blend of four muted colours, one a corner, with a
 * coarse texture and a little noise on top.
 */
final class Background {
    private static final int COLOURS = 4;
    private static final int PATCHES = 8;

    private Background() {}

    /** {@code [size,size,3]}, about 0..255. */
    static double[] paint(int size, SplittableRandom random) {
        double[][] corners = new double[COLOURS][];
        for (int i = 0; i < COLOURS; i++) {
            corners[i] = Colours.hsv(random.nextDouble(), random.nextDouble(0, 0.35), random.nextDouble(0.3, 0.8));
        }
        double[] texture = texture(random);
        double[] out = new double[size * size * 3];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double u = ease((x + 0.5) / size);
                double v = ease((y + 0.5) / size);
                double light = at(texture, (x + 0.5) / size, (y + 0.5) / size) + random.nextDouble(-3, 3);
                for (int c = 0; c < 3; c++) {
                    double top = mix(corners[0][c], corners[1][c], u);
                    double bottom = mix(corners[2][c], corners[3][c], u);
                    out[(y * size + x) * 3 + c] = mix(top, bottom, v) + light;
                }
            }
        }
        return out;
    }

    /** Lighter and darker spots, one for each corner of a grid of patches; how strong is drawn too. */
    private static double[] texture(SplittableRandom random) {
        double strength = random.nextDouble(2, 14);
        double[] spots = new double[(PATCHES + 1) * (PATCHES + 1)];
        for (int i = 0; i < spots.length; i++) {
            spots[i] = random.nextDouble(-strength, strength);
        }
        return spots;
    }

    private static double at(double[] texture, double u, double v) {
        int i = (int) (u * PATCHES);
        int j = (int) (v * PATCHES);
        double s = ease(u * PATCHES - i);
        double t = ease(v * PATCHES - j);
        int above = j * (PATCHES + 1) + i;
        int below = above + PATCHES + 1;
        return mix(mix(texture[above], texture[above + 1], s), mix(texture[below], texture[below + 1], s), t);
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }
}

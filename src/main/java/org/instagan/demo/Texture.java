package org.instagan.demo;

import java.util.SplittableRandom;

/** Smooth noise, -1..1: a value drawn for each corner of a grid of cells, interpolated between them. */
final class Texture {
    private final int cells;
    private final double[] corners;

    Texture(int cells, SplittableRandom random) {
        this.cells = cells;
        this.corners = random.doubles((long) (cells + 1) * (cells + 1), -1, 1).toArray();
    }

    /** At (u, v), both 0 or more and less than 1. */
    double at(double u, double v) {
        int column = (int) (u * cells);
        int row = (int) (v * cells);
        int above = row * (cells + 1) + column;
        int below = above + cells + 1;
        double s = eased(u * cells - column);
        double top = Background.mix(corners[above], corners[above + 1], s);
        double bottom = Background.mix(corners[below], corners[below + 1], s);
        return Background.mix(top, bottom, eased(v * cells - row));
    }

    private static double eased(double t) {
        return t * t * (3 - 2 * t);
    }
}

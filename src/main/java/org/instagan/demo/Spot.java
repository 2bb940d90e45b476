package org.instagan.demo;

/** A shape's centre and size in pixels; it has area {@code pi r²}. */
record Spot(double x, double y, double r) {
    private static final int SUBSAMPLES = 8;

    /** Whether shapes of either kind here and there would come closer than a pixel. */
    boolean touches(Spot other) {
        double apart = (r + other.r) * Figure.REACH + 1;
        return square(x - other.x) + square(y - other.y) < square(apart);
    }

    /** How much of a pixel the shape covers, 0..1. */
    double coverage(Figure shape, int column, int row) {
        double reach = r * Figure.REACH + 1;
        if (square(column + 0.5 - x) + square(row + 0.5 - y) > square(reach)) {
            return 0;
        }
        int inside = 0;
        for (int j = 0; j < SUBSAMPLES; j++) {
            for (int i = 0; i < SUBSAMPLES; i++) {
                double dx = column + (i + 0.5) / SUBSAMPLES - x;
                double dy = row + (j + 0.5) / SUBSAMPLES - y;
                inside += shape.contains(dx, dy, r) ? 1 : 0;
            }
        }
        return inside / (double) (SUBSAMPLES * SUBSAMPLES);
    }

    private static double square(double v) {
        return v * v;
    }
}

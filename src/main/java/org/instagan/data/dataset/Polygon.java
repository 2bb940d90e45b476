package org.instagan.data.dataset;

import java.util.Arrays;
import org.instagan.error.InputException;

/**
 * A polygon's pixels as COCO's tools count them: its border is drawn on a grid five times as fine, and where the border
 * crosses a column's middle, the column changes between outside and inside.
 */
final class Polygon {
    private static final double SCALE = 5;
    private static final double FARTHEST = 1 << 16;
    private static final int MOST_POINTS = 1 << 24;

    private final int width;
    private final int height;
    private int[] us = new int[1024];
    private int[] vs = new int[1024];
    private int points;

    private Polygon(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * Sets the polygon's pixels to 255.
     *
     * @param xy corners: x, y, x, y, … in pixels from the upper left one's corner
     * @param mask row by row
     * @throws InputException naming {@code where}, when it has too few corners, or is far larger than an image
     */
    static void fill(String where, double[] xy, byte[] mask, int width, int height) {
        if (xy.length < 6 || xy.length % 2 != 0 || Arrays.stream(xy).anyMatch(c -> !(Math.abs(c) <= FARTHEST))) {
            throw new InputException(
                    where + ": no polygon: expected three corners or more, within " + (int) FARTHEST + " pixels");
        }
        Polygon polygon = new Polygon(width, height);
        int corners = xy.length / 2;
        int[] x = new int[corners + 1];
        int[] y = new int[corners + 1];
        for (int i = 0; i <= corners; i++) {
            x[i] = (int) (SCALE * xy[2 * (i % corners)] + 0.5);
            y[i] = (int) (SCALE * xy[2 * (i % corners) + 1] + 0.5);
        }
        for (int i = 0; i < corners; i++) {
            if (polygon.points > MOST_POINTS) {
                throw new InputException(where + ": its border is longer than that of any instance");
            }
            polygon.draw(x[i], y[i], x[i + 1], y[i + 1]);
        }
        polygon.fill(mask);
    }

    /** A side's points, one for each step of its longer extent, always counted from the end with the smaller coordinate. */
    private void draw(int fromX, int fromY, int toX, int toY) {
        int dx = Math.abs(toX - fromX);
        int dy = Math.abs(toY - fromY);
        boolean flat = dx >= dy;
        boolean flip = flat ? fromX > toX : fromY > toY;
        int xs = flip ? toX : fromX;
        int ys = flip ? toY : fromY;
        int xe = flip ? fromX : toX;
        int ye = flip ? fromY : toY;
        int steps = flat ? dx : dy;
        double slope = steps == 0 ? 0 : flat ? (double) (ye - ys) / dx : (double) (xe - xs) / dy;
        for (int d = 0; d <= steps; d++) {
            int t = flip ? steps - d : d;
            int u = flat ? t + xs : (int) (xs + slope * t + 0.5);
            int v = flat ? (int) (ys + slope * t + 0.5) : t + ys;
            add(u, v);
        }
    }

    private void add(int u, int v) {
        if (points == us.length) {
            us = Arrays.copyOf(us, 2 * points);
            vs = Arrays.copyOf(vs, 2 * points);
        }
        us[points] = u;
        vs[points++] = v;
    }

    /** Where the border goes on to another column, the places in the order of run lengths change there. */
    private void fill(byte[] mask) {
        int[] changes = new int[points + 1];
        int count = 0;
        for (int i = 1; i < points; i++) {
            if (us[i] == us[i - 1]) {
                continue;
            }
            double column = us[i] < us[i - 1] ? us[i] : us[i] - 1;
            column = (column + 0.5) / SCALE - 0.5;
            if (Math.floor(column) != column || column < 0 || column > width - 1) {
                continue;
            }
            double row = vs[i] < vs[i - 1] ? vs[i] : vs[i - 1];
            row = Math.ceil(Math.min(height, Math.max(0, (row + 0.5) / SCALE - 0.5)));
            changes[count++] = (int) (column * height + row);
        }
        Arrays.sort(changes, 0, count);
        for (int i = 0; i < count; i += 2) {
            int end = i + 1 < count ? changes[i + 1] : width * height;
            for (int at = changes[i]; at < end; at++) {
                mask[at % height * width + at / height] = (byte) 255;
            }
        }
    }
}

package org.instagan.evaluate.judge;

import java.util.ArrayDeque;
import java.util.Deque;
import org.instagan.image.Image;

/**
 * What a mask looks like; pixels of 128 or more are inside.
 *
 * @param area pixels inside
 * @param parts connected ones, by their sides, of more than {@value #SPECK} pixels
 * @param holes connected parts of the outside, of more than {@value #SPECK} pixels, that do not reach the border
 */
record MaskShape(int area, int parts, int holes) {
    private static final int HALF = 128;
    private static final int SPECK = 4;

    static MaskShape of(Image mask) {
        return new Walk(mask).shape();
    }

    /** Visits every pixel once, part by part. */
    private static final class Walk {
        private final Image mask;
        private final boolean[] seen;
        private final Deque<Integer> open = new ArrayDeque<>();
        private int size;
        private boolean atBorder;

        Walk(Image mask) {
            this.mask = mask;
            this.seen = new boolean[mask.width() * mask.height()];
        }

        MaskShape shape() {
            int area = 0;
            int parts = 0;
            int holes = 0;
            for (int i = 0; i < seen.length; i++) {
                if (seen[i]) {
                    continue;
                }
                boolean inside = isInside(i);
                visit(i, inside);
                if (inside) {
                    area += size;
                    parts += size > SPECK ? 1 : 0;
                } else {
                    holes += size > SPECK && !atBorder ? 1 : 0;
                }
            }
            return new MaskShape(area, parts, holes);
        }

        private boolean isInside(int i) {
            return (mask.pixels()[i] & 0xff) >= HALF;
        }

        private void visit(int first, boolean inside) {
            size = 0;
            atBorder = false;
            seen[first] = true;
            open.push(first);
            while (!open.isEmpty()) {
                int i = open.pop();
                size++;
                int x = i % mask.width();
                int y = i / mask.width();
                look(x - 1, y, inside);
                look(x + 1, y, inside);
                look(x, y - 1, inside);
                look(x, y + 1, inside);
            }
        }

        private void look(int x, int y, boolean inside) {
            if (x < 0 || y < 0 || x >= mask.width() || y >= mask.height()) {
                atBorder = true;
                return;
            }
            int i = y * mask.width() + x;
            if (!seen[i] && isInside(i) == inside) {
                seen[i] = true;
                open.push(i);
            }
        }
    }
}

package org.instagan.data;

import java.util.Arrays;
import org.instagan.image.Image;

/** A rectangle as an instance: what benchmarks and checks use where a mask's shape does not matter. */
public record Box(int top, int left, int height, int width) {

    /** {@code [rows,columns]}: 1 inside, -1 elsewhere; what is outside is cut off. */
    public float[] mask(int rows, int columns) {
        float[] mask = new float[rows * columns];
        Arrays.fill(mask, -1);
        for (int y = top; y < Math.min(rows, top + height); y++) {
            Arrays.fill(mask, y * columns + left, y * columns + Math.min(columns, left + width), 1);
        }
        return mask;
    }

    /** The same as an 8-bit image, 255 inside. */
    public Image image(int rows, int columns) {
        return Tensors.fromUnit(mask(rows, columns), 0, 1, rows, columns);
    }
}

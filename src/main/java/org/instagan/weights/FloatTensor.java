package org.instagan.weights;

import java.util.Arrays;

/**
 * A dense float32 tensor on the Java heap, row-major, shape {@code [d0,d1,…]}; the data array is shared, not copied.
 */
public record FloatTensor(long[] shape, float[] data) {

    /** @throws IllegalArgumentException when the shape does not hold exactly the data's elements */
    public FloatTensor {
        long elements = elements(shape);
        if (elements != data.length) {
            throw new IllegalArgumentException("Tensor of shape " + Arrays.toString(shape) + ": expected " + elements
                    + " values, got " + data.length);
        }
    }

    public static FloatTensor of(float[] data, long... shape) {
        return new FloatTensor(shape, data);
    }

    public static FloatTensor zeros(long... shape) {
        return new FloatTensor(shape, new float[Math.toIntExact(elements(shape))]);
    }

    public static long elements(long... shape) {
        long n = 1;
        for (long d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FloatTensor t && Arrays.equals(shape, t.shape) && Arrays.equals(data, t.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "FloatTensor" + Arrays.toString(shape);
    }
}

package org.instagan.data;

import org.instagan.tensor.FloatTensor;

/** An image {@code [3,H,W]} and its masks {@code [n,H,W]}, n at least 0, all in -1..1. */
public record Sample(String name, FloatTensor image, FloatTensor masks) {

    /** @throws IllegalArgumentException when the shapes do not belong together */
    public Sample {
        long[] i = image.shape();
        long[] m = masks.shape();
        if (i.length != 3 || i[0] != 3 || m.length != 3 || m[1] != i[1] || m[2] != i[2]) {
            throw new IllegalArgumentException(
                    "Sample '" + name + "': expected an image [3,H,W] and masks [n,H,W], got " + image + ", " + masks);
        }
    }

    /** The number of instances, n. */
    public int instances() {
        return Math.toIntExact(masks.shape()[0]);
    }
}

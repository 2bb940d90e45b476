package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.instagan.data.Sample;

/** A sample taken apart, for sequences and pools that add and pick single masks: {@code image [3,H,W]}, masks [H,W]. */
record Instanced(float[] image, List<float[]> masks, int height, int width) {
    Instanced {
        masks = List.copyOf(masks);
    }

    static Instanced of(Sample sample) {
        int height = Math.toIntExact(sample.image().shape()[1]);
        int width = Math.toIntExact(sample.image().shape()[2]);
        List<float[]> masks = IntStream.range(0, sample.instances())
                .mapToObj(i -> Arrays.copyOfRange(sample.masks().data(), i * height * width, (i + 1) * height * width))
                .toList();
        return new Instanced(sample.image().data(), masks, height, width);
    }

    /** The same with one mask, the union of its masks: -1 everywhere where it has none. */
    Instanced united() {
        float[] union = new float[height * width];
        Arrays.fill(union, -1);
        for (float[] mask : masks) {
            for (int i = 0; i < union.length; i++) {
                union[i] = Math.max(union[i], mask[i]);
            }
        }
        return new Instanced(image, List.of(union), height, width);
    }

    /** The same with its masks in random order. */
    Instanced shuffled(SplittableRandom random) {
        List<float[]> order = new ArrayList<>(masks);
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        return new Instanced(image, order, height, width);
    }

    /** Another image with these masks and more. */
    Instanced with(float[] newImage, List<float[]> more) {
        List<float[]> all = new ArrayList<>(masks);
        all.addAll(more);
        return new Instanced(newImage, all, height, width);
    }
}

package org.instagan.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.instagan.weights.FloatTensor;

/**
 * An image and its instances on the host: {@code image [3·H·W]} and one {@code [H·W]} a mask, in [-1,1].
 */
public record Instanced(float[] image, List<float[]> masks, int height, int width) {
    public Instanced {
        masks = List.copyOf(masks);
    }

    /** The masks that are not empty, the largest area first (ties keep their order), cut to {@code max}. */
    public Instanced largest(int max) {
        double[] areas = masks.stream().mapToDouble(Instanced::area).toArray();
        List<float[]> kept = IntStream.range(0, areas.length)
                .boxed()
                .filter(i -> areas[i] > 0)
                .sorted(Comparator.comparingDouble(i -> -areas[i]))
                .limit(max)
                .map(masks::get)
                .toList();
        return new Instanced(image, kept, height, width);
    }

    /** An image and its masks as the data packages hand them out. */
    public static Instanced of(Sample sample) {
        int height = Math.toIntExact(sample.image().shape()[1]);
        int width = Math.toIntExact(sample.image().shape()[2]);
        List<float[]> masks = new ArrayList<>();
        for (int i = 0; i < sample.instances(); i++) {
            masks.add(Arrays.copyOfRange(sample.masks().data(), i * height * width, (i + 1) * height * width));
        }
        return new Instanced(sample.image().data(), masks, height, width);
    }

    public Sample toSample(String name) {
        float[] data = new float[masks.size() * height * width];
        for (int i = 0; i < masks.size(); i++) {
            System.arraycopy(masks.get(i), 0, data, i * height * width, height * width);
        }
        return new Sample(
                name, FloatTensor.of(image, 3, height, width), FloatTensor.of(data, masks.size(), height, width));
    }

    /** The same with its masks in random order. */
    public Instanced shuffled(SplittableRandom random) {
        List<float[]> order = new ArrayList<>(masks);
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        return new Instanced(image, order, height, width);
    }

    /** Another image with these masks and more. */
    public Instanced with(float[] newImage, List<float[]> more) {
        List<float[]> all = new ArrayList<>(masks);
        all.addAll(more);
        return new Instanced(newImage, all, height, width);
    }

    private static double area(float[] mask) {
        double sum = 0;
        for (float v : mask) {
            sum += v + 1.0;
        }
        return sum;
    }
}

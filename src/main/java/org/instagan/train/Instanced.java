package org.instagan.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

    Instanced with(float[] newImage, List<float[]> more) {
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

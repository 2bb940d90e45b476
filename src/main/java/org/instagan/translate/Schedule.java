package org.instagan.translate;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a batch's instances are translated: each image's from the largest down, so many at a time; an
 * image that has none left is in no later step. Empty masks are in none.
 */
final class Schedule {
    private final List<List<Integer>> masksOf = new ArrayList<>();
    private final int perStep;

    /**
     * Over a batch.
     *
     * @param masks {@code [M,1,plane]}, the first {@code instances[0]} of image 0, and so on
     * @param whole whether an image is translated that has empty masks alone, by the first of them
     */
    Schedule(FloatBuffer masks, int plane, int[] instances, int perStep, boolean whole) {
        this.perStep = perStep;
        int first = 0;
        for (int count : instances) {
            List<Integer> order = byArea(masks, plane, first, count);
            masksOf.add(whole && order.isEmpty() && count > 0 ? List.of(first) : order);
            first += count;
        }
    }

    /** One step: the batch's images in it, the masks, and for each mask the index into {@code images} of its image. */
    record Step(List<Integer> images, List<Integer> masks, List<Integer> maskImage) {
        boolean has(int image) {
            return images.contains(image);
        }
    }

    /** All masks that take part, each image's in the order of its steps. */
    long[] order() {
        return masksOf.stream().flatMap(List::stream).mapToLong(m -> m).toArray();
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int from = 0; steps.size() == from / perStep; from += perStep) {
            Step step = new Step(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int image = 0; image < masksOf.size(); image++) {
                List<Integer> all = masksOf.get(image);
                if (from < all.size()) {
                    List<Integer> own = all.subList(from, Math.min(all.size(), from + perStep));
                    own.forEach(m -> step.maskImage.add(step.images.size()));
                    step.masks.addAll(own);
                    step.images.add(image);
                }
            }
            if (!step.masks.isEmpty()) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** Steps in a row whose masks are encoded together: as many as hold at most {@code limit} masks, or one. */
    static List<List<Step>> groups(List<Step> steps, int limit) {
        List<List<Step>> groups = new ArrayList<>();
        int held = 0;
        for (Step step : steps) {
            if (groups.isEmpty() || held + step.masks.size() > limit) {
                groups.add(new ArrayList<>());
                held = 0;
            }
            held += step.masks.size();
            groups.get(groups.size() - 1).add(step);
        }
        return groups;
    }

    private static List<Integer> byArea(FloatBuffer masks, int plane, int first, int count) {
        double[] areas = new double[count];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            areas[i] = area(masks, masks.position() + (first + i) * plane, plane);
            if (areas[i] > 0) {
                order.add(first + i);
            }
        }
        order.sort(Comparator.comparingDouble(m -> -areas[m - first]));
        return order;
    }

    private static double area(FloatBuffer masks, int from, int plane) {
        double sum = 0;
        for (int i = from; i < from + plane; i++) {
            sum += masks.get(i) + 1.0;
        }
        return sum;
    }
}

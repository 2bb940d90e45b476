package org.instagan.infer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.instagan.data.Sample;
import org.instagan.tensor.FloatTensor;

/**
 * Sequential translation (InstaGAN, section 3.3): the instances in decreasing area, so many at a time, each step on
 * the image that the step before left. Any number of instances; memory beyond the masks themselves is one step's.
 */
public final class SequentialTranslator {
    private final TranslationModel model;
    private final int perStep;

    public SequentialTranslator(TranslationModel model, int perStep) {
        if (perStep < 1) {
            throw new IllegalArgumentException("Instances per step: expected 1 or more, got " + perStep);
        }
        this.model = model;
        this.perStep = perStep;
    }

    /**
     * Translates one image with all its instances.
     *
     * @param sample H and W multiples of 4; masks that are empty stay as they are
     * @return the image after the last step, and every mask's translation at its own place
     */
    public Sample translate(Sample sample) {
        int h = Math.toIntExact(sample.image().shape()[1]);
        int w = Math.toIntExact(sample.image().shape()[2]);
        FloatTensor image =
                new FloatTensor(new long[] {1, 3, h, w}, sample.image().data());
        float[] masks = sample.masks().data().clone();
        List<Integer> order = byArea(masks, h * w);
        for (int at = 0; at < order.size(); at += perStep) {
            List<Integer> step = order.subList(at, Math.min(order.size(), at + perStep));
            TranslationModel.Step done = model.translate(image, pick(masks, step, h, w), new long[step.size()]);
            image = done.image();
            for (int i = 0; i < step.size(); i++) {
                System.arraycopy(done.masks().data(), i * h * w, masks, step.get(i) * h * w, h * w);
            }
        }
        return new Sample(
                sample.name(),
                new FloatTensor(sample.image().shape(), image.data()),
                new FloatTensor(sample.masks().shape(), masks));
    }

    private static FloatTensor pick(float[] masks, List<Integer> rows, int h, int w) {
        FloatTensor picked = FloatTensor.zeros(rows.size(), 1, h, w);
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(masks, rows.get(i) * h * w, picked.data(), i * h * w, h * w);
        }
        return picked;
    }

    /** The masks that are not empty, the largest first. */
    private static List<Integer> byArea(float[] masks, int plane) {
        double[] areas = IntStream.range(0, masks.length / plane)
                .mapToDouble(i -> area(masks, i * plane, plane))
                .toArray();
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, areas.length).filter(i -> areas[i] > 0).forEach(order::add);
        order.sort(Comparator.comparingDouble(i -> -areas[i]));
        return order;
    }

    private static double area(float[] masks, int from, int plane) {
        return IntStream.range(from, from + plane)
                .mapToDouble(i -> masks[i] + 1.0)
                .sum();
    }
}

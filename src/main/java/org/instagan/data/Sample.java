package org.instagan.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.instagan.image.Image;
import org.instagan.image.Resample;
import org.instagan.weights.FloatTensor;

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

    /** An image and all its masks, empty ones too, in another size. */
    public static Sample resized(Instances instances, int height, int width) {
        List<Image> masks = instances.masks().stream()
                .map(mask -> Resample.bicubic(mask, width, height))
                .toList();
        return of(new Instances(instances.name(), Resample.bicubic(instances.image(), width, height), masks));
    }

    /** An image and its masks as they are. */
    public static Sample of(Instances instances) {
        Image image = instances.image();
        int plane = image.width() * image.height();
        int count = instances.masks().size();
        float[] data = new float[Math.multiplyExact(count, plane)];
        for (int i = 0; i < count; i++) {
            Tensors.toUnit(instances.masks().get(i), data, i * plane);
        }
        return new Sample(
                instances.name(), Tensors.toUnit(image), FloatTensor.of(data, count, image.height(), image.width()));
    }

    /** An image {@code [3·H·W]} and masks {@code [H·W]} each, all in -1..1. */
    public static Sample of(String name, float[] image, List<float[]> masks, int height, int width) {
        float[] data = new float[Math.multiplyExact(masks.size(), height * width)];
        for (int i = 0; i < masks.size(); i++) {
            System.arraycopy(masks.get(i), 0, data, i * height * width, height * width);
        }
        return new Sample(
                name, FloatTensor.of(image, 3, height, width), FloatTensor.of(data, masks.size(), height, width));
    }

    /** The masks that are not empty, the largest area first (ties keep their order), cut to {@code max}. */
    public Sample largest(int max) {
        int plane = Math.toIntExact(masks.shape()[1] * masks.shape()[2]);
        double[] areas = IntStream.range(0, instances())
                .mapToDouble(i -> area(i * plane, plane))
                .toArray();
        List<float[]> kept = IntStream.range(0, areas.length)
                .boxed()
                .filter(i -> areas[i] > 0)
                .sorted(Comparator.comparingDouble(i -> -areas[i]))
                .limit(max)
                .map(i -> Arrays.copyOfRange(masks.data(), i * plane, (i + 1) * plane))
                .toList();
        return of(name, image.data(), kept, Math.toIntExact(masks.shape()[1]), Math.toIntExact(masks.shape()[2]));
    }

    private double area(int from, int plane) {
        double sum = 0;
        for (int i = from; i < from + plane; i++) {
            sum += masks.data()[i] + 1.0;
        }
        return sum;
    }

    /** As 8-bit images, values beyond -1..1 clipped. */
    public Instances toInstances() {
        int h = Math.toIntExact(image.shape()[1]);
        int w = Math.toIntExact(image.shape()[2]);
        List<Image> instances = IntStream.range(0, instances())
                .mapToObj(i -> Tensors.fromUnit(masks.data(), i * h * w, 1, h, w))
                .toList();
        return new Instances(name, Tensors.fromUnit(image.data(), 0, 3, h, w), instances);
    }

    /** The number of instances, n. */
    public int instances() {
        return Math.toIntExact(masks.shape()[0]);
    }

    /** The same, with an empty mask if it has none. */
    public Sample withAMask() {
        if (instances() > 0) {
            return this;
        }
        FloatTensor empty = FloatTensor.zeros(1, image.shape()[1], image.shape()[2]);
        Arrays.fill(empty.data(), -1);
        return new Sample(name, image, empty);
    }

    /** The same with its first masks alone. */
    public Sample first(int count) {
        if (count == instances()) {
            return this;
        }
        long[] shape = {count, masks.shape()[1], masks.shape()[2]};
        float[] data = Arrays.copyOf(masks.data(), Math.toIntExact(FloatTensor.elements(shape)));
        return new Sample(name, image, FloatTensor.of(data, shape));
    }
}

package org.instagan.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.instagan.image.Image;
import org.instagan.image.Resample;
import org.instagan.weights.FloatTensor;

/**
 * Resize to the load size, then cut the same random rectangle of the crop size out of an image and its masks, and
 * (where {@code flip}) mirror all of them with probability 1/2.
 */
public record Augment(int loadHeight, int loadWidth, int cropHeight, int cropWidth, boolean flip) {

    /** @throws IllegalArgumentException when a size is not positive, or the crop is larger than what it is cut from */
    public Augment {
        if (cropHeight < 1 || cropWidth < 1 || cropHeight > loadHeight || cropWidth > loadWidth) {
            throw new IllegalArgumentException("Crop " + cropWidth + "x" + cropHeight
                    + ": expected a positive size within the load size " + loadWidth + "x" + loadHeight);
        }
    }

    /** A sample {@code [3,cropHeight,cropWidth]}, -1..1; masks that the crop left empty are dropped. */
    public Sample apply(Instances instances, RandomGenerator random) {
        int y = random.nextInt(loadHeight - cropHeight + 1);
        int x = random.nextInt(loadWidth - cropWidth + 1);
        boolean mirror = random.nextBoolean() && flip;
        List<Image> masks = new ArrayList<>();
        for (Image mask : instances.masks()) {
            Image cut = cut(mask, x, y, mirror);
            if (!isEmpty(cut)) {
                masks.add(cut);
            }
        }
        return sample(instances.name(), cut(instances.image(), x, y, mirror), masks);
    }

    /** The whole image and all its masks, empty ones too, in another size: what translation reads. */
    public static Sample resize(Instances instances, int height, int width) {
        List<Image> masks = instances.masks().stream()
                .map(mask -> Resample.bicubic(mask, width, height))
                .toList();
        return sample(instances.name(), Resample.bicubic(instances.image(), width, height), masks);
    }

    private Image cut(Image image, int x, int y, boolean mirror) {
        Image cut = Resample.bicubic(image, loadWidth, loadHeight).crop(x, y, cropWidth, cropHeight);
        return mirror ? cut.flipHorizontal() : cut;
    }

    private static boolean isEmpty(Image mask) {
        for (byte v : mask.pixels()) {
            if (v != 0) {
                return false;
            }
        }
        return true;
    }

    private static Sample sample(String name, Image image, List<Image> masks) {
        int plane = image.width() * image.height();
        float[] data = new float[Math.multiplyExact(masks.size(), plane)];
        for (int i = 0; i < masks.size(); i++) {
            Tensors.toUnit(masks.get(i), data, i * plane);
        }
        return new Sample(
                name, Tensors.toUnit(image), FloatTensor.of(data, masks.size(), image.height(), image.width()));
    }
}

package org.instagan.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.instagan.image.Image;
import org.instagan.image.Resample;

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
        return Sample.of(new Instances(instances.name(), cut(instances.image(), x, y, mirror), masks));
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
}

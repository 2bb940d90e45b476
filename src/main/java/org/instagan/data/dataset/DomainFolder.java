package org.instagan.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Resample;

/** One domain of a data set as it is written: {@code trainA/NAME.png} and its masks {@code trainA_seg/NAME_0.png}, …. */
public final class DomainFolder {
    private static final int HALF = 128;

    private final Path images;
    private final Path masks;
    private final int size;
    private final int most;
    private int imageCount;
    private int maskCount;

    /**
     * Makes the folders.
     *
     * @param name {@code trainA} or the like
     * @param size the shorter side is resized to this and the middle cut out, a square; 0: images stay as they are
     * @param most images that are wanted
     * @throws InputException when they hold files already
     */
    public DomainFolder(Path out, String name, int size, int most) {
        this.images = made(out.resolve(name));
        this.masks = made(out.resolve(name + "_seg"));
        this.size = size;
        this.most = most;
    }

    private static Path made(Path folder) {
        try {
            Files.createDirectories(folder);
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new InputException(folder + ": holds files already, expected an empty or new folder");
                }
            }
            return folder;
        } catch (IOException e) {
            throw FileProblem.of(folder + ": cannot be made (" + e + "), expected a folder to write to", e);
        }
    }

    /**
     * Writes an image with those of its masks that show something after the cut; one without any is left out.
     *
     * @param instances gray, as large as the image, white on their instance
     * @return whether it was written
     */
    public boolean write(String name, Image image, List<Image> instances) {
        List<Image> shown = new ArrayList<>();
        for (Image instance : instances) {
            Image mask = binary(cut(instance));
            if (!isEmpty(mask)) {
                shown.add(mask);
            }
        }
        if (shown.isEmpty()) {
            return false;
        }
        for (int i = 0; i < shown.size(); i++) {
            Images.writePng(shown.get(i), masks.resolve(name + "_" + i + ".png"));
        }
        Images.writePng(cut(image), images.resolve(name + ".png"));
        imageCount++;
        maskCount += shown.size();
        return true;
    }

    private Image cut(Image image) {
        if (size == 0) {
            return image;
        }
        double scale = (double) size / Math.min(image.width(), image.height());
        int width = Math.max(size, (int) Math.round(image.width() * scale));
        int height = Math.max(size, (int) Math.round(image.height() * scale));
        return Resample.bicubic(image, width, height).crop((width - size) / 2, (height - size) / 2, size, size);
    }

    private static Image binary(Image mask) {
        byte[] pixels = mask.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((pixels[i] & 0xff) >= HALF ? 255 : 0);
        }
        return new Image(mask.width(), mask.height(), 1, pixels);
    }

    private static boolean isEmpty(Image mask) {
        for (byte pixel : mask.pixels()) {
            if (pixel != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it has as many images as are wanted. */
    public boolean isFull() {
        return imageCount >= most;
    }

    public int images() {
        return imageCount;
    }

    public int masks() {
        return maskCount;
    }
}

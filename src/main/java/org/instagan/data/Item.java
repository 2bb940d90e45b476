package org.instagan.data;

import java.nio.file.Path;
import java.util.List;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;

/** One image's files: its name without extension, the image, and its instances' masks in order of their numbers. */
public record Item(String name, Path image, List<Path> masks) {

    public Item {
        masks = List.copyOf(masks);
    }

    /**
     * Reads the files.
     *
     * @throws InputException when a file cannot be read, or a mask has another size than the image
     */
    public Instances read() {
        Image photo = Images.readRgb(image);
        return new Instances(
                name, photo, masks.stream().map(mask -> readMask(mask, photo)).toList());
    }

    private Image readMask(Path file, Image photo) {
        Image mask = Images.readGray(file);
        if (mask.width() != photo.width() || mask.height() != photo.height()) {
            throw new InputException(file + ": the mask has " + mask.width() + "x" + mask.height()
                    + " pixels, expected " + photo.width() + "x" + photo.height() + " as its image " + image);
        }
        return mask;
    }
}

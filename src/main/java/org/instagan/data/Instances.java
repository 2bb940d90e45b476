package org.instagan.data;

import java.util.List;
import org.instagan.error.InputException;
import org.instagan.image.Image;

/** An image {@code [H,W,3]} and its instances' masks, each {@code [H,W,1]}, 0..255, as the files hold them. */
public record Instances(String name, Image image, List<Image> masks) {

    /** @throws InputException when a mask has colours, or another size than the image */
    public Instances {
        masks = List.copyOf(masks);
        for (int i = 0; i < masks.size(); i++) {
            Image mask = masks.get(i);
            if (mask.channels() != 1 || mask.width() != image.width() || mask.height() != image.height()) {
                throw new InputException("image '" + name + "', mask " + i + ": expected one channel of "
                        + image.width() + "x" + image.height() + " pixels as its image has, got " + mask.width() + "x"
                        + mask.height() + " with " + mask.channels()
                        + (mask.channels() == 1 ? " channel" : " channels"));
            }
        }
    }
}

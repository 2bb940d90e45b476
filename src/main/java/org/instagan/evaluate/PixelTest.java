package org.instagan.evaluate;

import org.instagan.image.Image;

/** Tells by its colour whether a pixel shows an instance of the target domain. */
@FunctionalInterface
public interface PixelTest {
    /** Each channel is 0..255. */
    boolean test(int red, int green, int blue);

    /** The pixels of {@code [H,W,3]} that pass, as a mask {@code [H,W]} of 0 and 255. */
    default Image mask(Image image) {
        byte[] mask = new byte[image.width() * image.height()];
        for (int i = 0; i < mask.length; i++) {
            int x = i % image.width();
            int y = i / image.width();
            mask[i] = (byte) (test(image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2)) ? 255 : 0);
        }
        return new Image(image.width(), image.height(), 1, mask);
    }
}

package org.instagan.report;

import java.nio.file.Path;
import java.util.Base64;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Jpeg;
import org.instagan.image.Resample;

/** Pictures inside a page, as JPEG in data URIs: a page that is sent on shows them still. */
public final class Embedded {
    private static final float QUALITY = 0.85f;

    private Embedded() {}

    /**
     * A picture, made smaller where it is wider than that.
     *
     * @throws org.instagan.error.InputException when it cannot be read
     */
    public static String jpeg(Path picture, int maxWidth) {
        Image image = Images.readRgb(picture);
        if (image.width() > maxWidth) {
            int height = Math.max(1, Math.round((float) image.height() * maxWidth / image.width()));
            image = Resample.bicubic(image, maxWidth, height);
        }
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(Jpeg.encoded(image, QUALITY));
    }
}

package org.instagan.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.instagan.image.Image;
import org.instagan.image.Images;
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
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(encoded(Canvas.toAwt(image)));
    }

    private static byte[] encoded(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a picture did not become JPEG in memory", e);
        } finally {
            writer.dispose();
        }
    }
}

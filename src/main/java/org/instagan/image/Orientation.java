package org.instagan.image;

import java.io.IOException;
import org.apache.commons.imaging.Imaging;
import org.apache.commons.imaging.common.ImageMetadata;
import org.apache.commons.imaging.formats.jpeg.JpegImageMetadata;
import org.apache.commons.imaging.formats.tiff.TiffField;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;

/** How the camera was held: EXIF tag 274, 1 (upright) to 8. */
record Orientation(int tag) {
    private static final Orientation UPRIGHT = new Orientation(1);

    /** The file's orientation; upright where it has none or its metadata cannot be read. */
    static Orientation of(byte[] bytes) {
        try {
            ImageMetadata metadata = Imaging.getMetadata(bytes);
            TiffField field = null;
            if (metadata instanceof JpegImageMetadata jpeg) {
                field = jpeg.findExifValue(TiffTagConstants.TIFF_TAG_ORIENTATION);
            } else if (metadata instanceof TiffImageMetadata tiff) {
                field = tiff.findField(TiffTagConstants.TIFF_TAG_ORIENTATION);
            }
            int tag = field == null ? 1 : field.getIntValue();
            return tag >= 1 && tag <= 8 ? new Orientation(tag) : UPRIGHT;
        } catch (IOException | RuntimeException e) {
            return UPRIGHT; // Damaged metadata does not make the pixels unreadable.
        }
    }

    /** The image upright; 5 to 8 exchange width and height. */
    Image apply(Image image) {
        if (tag == 1) {
            return image;
        }
        int w = image.width();
        int channels = image.channels();
        int width = tag >= 5 ? image.height() : w;
        int height = tag >= 5 ? w : image.height();
        byte[] out = new byte[image.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = sourceY(x, y, image.height()) * w + sourceX(x, y, w);
                System.arraycopy(image.pixels(), from * channels, out, (y * width + x) * channels, channels);
            }
        }
        return new Image(width, height, channels, out);
    }

    private int sourceX(int x, int y, int width) {
        return switch (tag) {
            case 2, 3 -> width - 1 - x;
            case 4 -> x;
            case 5, 6 -> y;
            case 7, 8 -> width - 1 - y;
            default -> throw new IllegalStateException("Orientation " + tag + ": expected 2 to 8");
        };
    }

    private int sourceY(int x, int y, int height) {
        return switch (tag) {
            case 2 -> y;
            case 3, 4 -> height - 1 - y;
            case 5, 8 -> x;
            case 6, 7 -> height - 1 - x;
            default -> throw new IllegalStateException("Orientation " + tag + ": expected 2 to 8");
        };
    }
}

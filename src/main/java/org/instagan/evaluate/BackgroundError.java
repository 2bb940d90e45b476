package org.instagan.evaluate;

import java.util.List;
import org.instagan.image.Image;

/** The error of pixels that a translation should leave alone, added up over images. */
public final class BackgroundError {
    private static final double PEAK = 255;

    private double squares;
    private long values;

    /**
     * Adds the pixels outside all masks. A mask's neighbours count as inside: the edge of what it shows is soft.
     *
     * @param source {@code [H,W,C]}
     * @param translated of the source's shape
     * @param masks {@code [H,W]}, 128 or more inside
     * @throws IllegalArgumentException when the shapes differ
     */
    public void add(Image source, Image translated, List<Image> masks) {
        if (source.width() != translated.width()
                || source.height() != translated.height()
                || source.channels() != translated.channels()) {
            throw new IllegalArgumentException("Background: expected " + source + ", got " + translated);
        }
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < source.width(); x++) {
                if (isOutside(masks, x, y)) {
                    addPixel(source, translated, x, y);
                }
            }
        }
    }

    private void addPixel(Image source, Image translated, int x, int y) {
        for (int c = 0; c < source.channels(); c++) {
            double difference = source.at(x, y, c) - translated.at(x, y, c);
            squares += difference * difference;
            values++;
        }
    }

    private static boolean isOutside(List<Image> masks, int x, int y) {
        for (Image mask : masks) {
            for (int j = Math.max(0, y - 1); j <= Math.min(mask.height() - 1, y + 1); j++) {
                for (int i = Math.max(0, x - 1); i <= Math.min(mask.width() - 1, x + 1); i++) {
                    if (MaskOverlap.isInside(mask, i, j)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Peak signal-to-noise ratio in dB, over all pixels added; infinite where none differs, NaN where there is none. */
    public double psnr() {
        return 10 * Math.log10(PEAK * PEAK * values / squares);
    }
}

package org.instagan.report;

import java.util.List;
import java.util.stream.IntStream;
import org.instagan.data.Tensors;
import org.instagan.image.Image;
import org.instagan.weights.FloatTensor;

/**
 * All masks of an image in one picture: each instance in a colour of its own on black, as bright as the mask is there;
 * where masks overlap, the strongest shows, and among equals the first. After {@value #COLOURS} the colours repeat.
 */
public final class MaskColours {
    private static final int COLOURS = 12;
    private static final int OUTLINED = 256;
    private static final int LINE = 2;
    private static final int[] PALETTE = {
        0xff4d4d, 0x4d94ff, 0xffe14d, 0x45d66b, 0xf45cff, 0x35dfe8,
        0xff963c, 0xa47bff, 0xb9f23c, 0xff9ec6, 0x17a589, 0xc08552
    };

    private MaskColours() {}

    /**
     * Masks {@code [H,W]} of any number, 0..255, as {@code [height,width,3]}; black where there are none.
     *
     * @throws IllegalArgumentException when a mask has another size
     */
    public static Image overlay(int width, int height, List<Image> masks) {
        byte[] strongest = new byte[width * height];
        byte[] out = new byte[width * height * 3];
        for (int m = 0; m < masks.size(); m++) {
            Image mask = masks.get(m).toGray();
            if (mask.width() != width || mask.height() != height) {
                throw new IllegalArgumentException(
                        "Mask " + m + ": expected " + width + "x" + height + ", got " + mask);
            }
            int colour = PALETTE[m % COLOURS];
            for (int i = 0; i < strongest.length; i++) {
                int strength = mask.pixels()[i] & 0xff;
                if (strength > (strongest[i] & 0xff)) {
                    strongest[i] = (byte) strength;
                    paint(out, 3 * i, colour, strength);
                }
            }
        }
        return new Image(width, height, 3, out);
    }

    /**
     * A picture with the outline of each mask in the mask's colour, dark towards the outside; small pictures are enlarged by a whole number, so
     * that a line hides little of them.
     *
     * @param masks of the picture's size; 128 or more is inside
     * @throws IllegalArgumentException when a mask has another size
     */
    public static Image outlines(Image picture, List<Image> masks) {
        int factor = Math.max(1, (OUTLINED + picture.width() - 1) / picture.width());
        Image out = enlarged(picture.toRgb(), factor);
        for (int m = 0; m < masks.size(); m++) {
            Image mask = masks.get(m).toGray();
            if (mask.width() != picture.width() || mask.height() != picture.height()) {
                throw new IllegalArgumentException("Mask " + m + ": expected the size of " + picture + ", got " + mask);
            }
            Image large = enlarged(mask, factor);
            for (int i = 0; i < large.pixels().length; i++) {
                int x = i % large.width();
                int y = i / large.width();
                boolean inside = isInside(large, x, y);
                if (isNear(large, x, y, !inside)) {
                    paint(out.pixels(), 3 * i, PALETTE[m % COLOURS], inside ? 255 : 0);
                }
            }
        }
        return out;
    }

    /** Whether a pixel a line's width away, along a row or a column, is inside or outside as asked. */
    private static boolean isNear(Image mask, int x, int y, boolean inside) {
        return isInside(mask, x - LINE, y) == inside
                || isInside(mask, x + LINE, y) == inside
                || isInside(mask, x, y - LINE) == inside
                || isInside(mask, x, y + LINE) == inside;
    }

    private static boolean isInside(Image mask, int x, int y) {
        return x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.at(x, y, 0) >= 128;
    }

    private static Image enlarged(Image image, int factor) {
        int width = image.width() * factor;
        int height = image.height() * factor;
        int channels = image.channels();
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        for (int i = 0; i < width * height; i++) {
            int from = (i / width / factor * image.width() + i % width / factor) * channels;
            System.arraycopy(image.pixels(), from, out, i * channels, channels);
        }
        return new Image(width, height, channels, out);
    }

    /**
     * Masks {@code [H*W]} each, -1..1, as {@link #overlay}.
     *
     * @throws IllegalArgumentException when a mask has another size
     */
    public static Image overlayUnit(int width, int height, List<float[]> masks) {
        for (int m = 0; m < masks.size(); m++) {
            if (masks.get(m).length != width * height) {
                throw new IllegalArgumentException(
                        "Mask " + m + ": expected " + width + "x" + height + " values, got " + masks.get(m).length);
            }
        }
        return overlay(
                width,
                height,
                masks.stream()
                        .map(mask -> Tensors.fromUnit(mask, 0, 1, height, width))
                        .toList());
    }

    /**
     * Masks {@code [n,H,W]}, -1..1, n at least 0, as {@link #overlay}.
     *
     * @throws IllegalArgumentException when the tensor is of another rank
     */
    public static Image overlayUnit(FloatTensor masks) {
        long[] shape = masks.shape();
        if (shape.length != 3) {
            throw new IllegalArgumentException("Masks: expected [n,H,W], got " + masks);
        }
        int height = Math.toIntExact(shape[1]);
        int width = Math.toIntExact(shape[2]);
        List<Image> images = IntStream.range(0, Math.toIntExact(shape[0]))
                .mapToObj(m -> Tensors.fromUnit(masks.data(), m * height * width, 1, height, width))
                .toList();
        return overlay(width, height, images);
    }

    private static void paint(byte[] out, int at, int colour, int strength) {
        for (int c = 0; c < 3; c++) {
            int full = (colour >> (16 - 8 * c)) & 0xff;
            out[at + c] = (byte) ((full * strength + 127) / 255);
        }
    }
}

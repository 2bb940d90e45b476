package org.instagan.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.instagan.error.InputException;

/** From ImageIO's rasters to 8-bit pixels. The raster, because {@code getRGB} alters gray values by up to 73 levels. */
final class Pixels {
    private Pixels() {}

    static Image of(String name, BufferedImage decoded) {
        ColorModel model = decoded.getColorModel();
        Raster raster = decoded.getRaster();
        if (model instanceof IndexColorModel palette) {
            return palette(raster, palette);
        }
        int type = raster.getTransferType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            throw new InputException(name + ": holds floating-point pixels, expected 8 or 16 bits a channel");
        }
        int colours = model.getNumColorComponents();
        if (colours == 4 && model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            return cmyk(samples(raster, model, 4), raster.getWidth(), raster.getHeight());
        }
        if (colours != 1 && colours != 3) {
            throw new InputException(name + ": has " + colours + " colour channels, expected gray, RGB or CMYK");
        }
        return new Image(raster.getWidth(), raster.getHeight(), colours, samples(raster, model, colours));
    }

    private static Image palette(Raster raster, IndexColorModel palette) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] out = new byte[width * height * 3];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int rgb = palette.getRGB(Math.min(row[x], palette.getMapSize() - 1));
                int at = (y * width + x) * 3;
                out[at] = (byte) (rgb >> 16);
                out[at + 1] = (byte) (rgb >> 8);
                out[at + 2] = (byte) rgb;
            }
        }
        return new Image(width, height, 3, out);
    }

    /** The first {@code channels} bands interleaved, in 8 bits; what follows them is alpha. */
    private static byte[] samples(Raster raster, ColorModel model, int channels) {
        int width = raster.getWidth();
        byte[] out = new byte[Math.multiplyExact(width * raster.getHeight(), channels)];
        int[] row = new int[width];
        for (int c = 0; c < channels; c++) {
            int bits = model.getComponentSize(c);
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(0, y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    out[(y * width + x) * channels + c] = (byte) eightBits(row[x], bits);
                }
            }
        }
        return out;
    }

    private static int eightBits(int value, int bits) {
        if (bits >= 8) {
            return value >>> (bits - 8);
        }
        int max = (1 << bits) - 1;
        return (value * 255 + max / 2) / max;
    }

    /** Pillow's conversion, without profiles: {@code (255 - k) - c (255 - k) / 255}. */
    private static Image cmyk(byte[] cmyk, int width, int height) {
        byte[] out = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) {
            int light = 255 - (cmyk[4 * i + 3] & 0xff);
            for (int c = 0; c < 3; c++) {
                int product = (cmyk[4 * i + c] & 0xff) * light + 128;
                out[3 * i + c] = (byte) Math.max(0, light - (((product >> 8) + product) >> 8));
            }
        }
        return new Image(width, height, 3, out);
    }
}

package org.instagan.report;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.instagan.error.EnvironmentException;
import org.instagan.image.Image;

/** Drawing with AWT, without a screen, on a white sheet that becomes an {@link Image}. */
final class Canvas {
    static {
        System.setProperty("java.awt.headless", "true"); // before AWT is touched, which reads it once
    }

    private Canvas() {}

    /**
     * Does what needs AWT.
     *
     * @throws EnvironmentException where this machine's Java has no fonts, or lacks a library for them
     */
    static <T> T needingFonts(Supplier<T> work) {
        try {
            return work.get();
        } catch (LinkageError | InternalError | AWTError e) {
            throw new EnvironmentException(
                    "pictures with text cannot be drawn by this Java: " + root(e)
                            + "; install fonts (fontconfig, fonts-dejavu) and libfreetype6",
                    e);
        }
    }

    private static String root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage() == null ? root : root.getMessage());
    }

    /** What the drawing leaves on a white sheet, {@code [height,width,3]}. */
    static Image draw(int width, int height, Consumer<Graphics2D> drawing) {
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            drawing.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return fromAwt(sheet);
    }

    static Font sans(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    static BufferedImage toAwt(Image image) {
        BufferedImage out = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] p = image.toRgb().pixels();
        int[] rgb = new int[image.width() * image.height()];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (p[3 * i] & 0xff) << 16 | (p[3 * i + 1] & 0xff) << 8 | (p[3 * i + 2] & 0xff);
        }
        out.setRGB(0, 0, image.width(), image.height(), rgb, 0, image.width());
        return out;
    }

    private static Image fromAwt(BufferedImage sheet) {
        int width = sheet.getWidth();
        int height = sheet.getHeight();
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            sheet.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                out[at] = (byte) (row[x] >> 16);
                out[at + 1] = (byte) (row[x] >> 8);
                out[at + 2] = (byte) row[x];
            }
        }
        return new Image(width, height, 3, out);
    }
}

package org.instagan.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.instagan.error.InputException;
import org.instagan.file.WholeFile;

/**
 * Image files. Read: PNG, JPEG (baseline and progressive), BMP, PPM, PGM, WebP, TIFF, of any depth; alpha is dropped,
 * colour profiles are left alone, 16 bits keep their upper 8, an EXIF orientation (JPEG, TIFF) is applied. Written: PNG.
 */
public final class Images {
    static {
        System.setProperty("java.awt.headless", "true"); // before AWT is touched, which reads it once
    }

    private static final Set<String> EXTENSIONS =
            Set.of("png", "jpg", "jpeg", "bmp", "ppm", "pgm", "pnm", "webp", "tif", "tiff");

    private Images() {}

    /** Whether the file's name ends like an image's; the file itself is not looked at. */
    public static boolean isImageName(Path file) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && name.lastIndexOf('.') > 0;
    }

    /**
     * The file as {@code [H,W,3]}, 0..255.
     *
     * @throws InputException when the file is missing, no image, damaged, or beyond {@value Decoder#MAX_PIXELS} pixels
     */
    public static Image readRgb(Path file) {
        return Decoder.of(file).read().toRgb();
    }

    /**
     * The file as {@code [H,W,1]}, 0..255; colours as in {@link Image#toGray()}.
     *
     * @throws InputException as {@link #readRgb} does
     */
    public static Image readGray(Path file) {
        return Decoder.of(file).read().toGray();
    }

    /**
     * An image that is in memory as {@code [H,W,3]}, 0..255.
     *
     * @param name what errors call it
     * @param maxPixels width times height, looked at before anything is decoded
     * @throws InputException as {@link #readRgb(Path)} does
     */
    public static Image readRgb(String name, byte[] bytes, long maxPixels) {
        return new Decoder(name, bytes, maxPixels).read().toRgb();
    }

    /**
     * An image that is in memory as {@code [H,W,1]}, 0..255.
     *
     * @throws InputException as {@link #readRgb(String, byte[], long)} does
     */
    public static Image readGray(String name, byte[] bytes, long maxPixels) {
        return new Decoder(name, bytes, maxPixels).read().toGray();
    }

    /**
     * The size that an image in memory claims, before an EXIF orientation is applied; nothing is decoded.
     *
     * @throws InputException when it is no image
     */
    public static Size size(String name, byte[] bytes) {
        return new Decoder(name, bytes, Decoder.MAX_PIXELS).size();
    }

    /** The bytes of a PNG file. */
    public static byte[] png(Image image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        // ImageIO puts a cache file in front of an ordinary stream.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
            if (!ImageIO.write(buffered(image), "png", out)) {
                throw new IllegalStateException("ImageIO has no PNG writer");
            }
        } catch (IOException e) {
            throw new IllegalStateException("Memory does not fail", e);
        }
        return png.toByteArray();
    }

    /**
     * Writes a PNG beside its place and then moves it there, so nobody sees half a file.
     *
     * @throws InputException when the folder is missing or cannot be written to
     */
    public static void writePng(Image image, Path file) {
        WholeFile.writeLightly(file, png(image));
    }

    static BufferedImage buffered(Image image) {
        int channels = image.channels();
        int[] offsets = channels == 1 ? new int[] {0} : new int[] {0, 1, 2};
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(image.pixels(), image.pixels().length),
                image.width(),
                image.height(),
                image.width() * channels,
                channels,
                offsets,
                null);
        ColorSpace space = ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        ComponentColorModel model =
                new ComponentColorModel(space, false, false, java.awt.Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }
}

package org.instagan.image;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.commons.imaging.ImageFormat;
import org.apache.commons.imaging.ImageFormats;
import org.apache.commons.imaging.Imaging;
import org.apache.commons.imaging.bytesource.ByteSource;
import org.instagan.error.InputException;

/** From a file to pixels: format and size are looked at first, then ImageIO decodes. */
final class Decoder {
    static final long MAX_PIXELS = 100_000_000;
    private static final long MAX_BYTES = 1L << 30;
    private static final String EXPECTED = ", expected a PNG, JPEG, BMP, PPM, PGM, WebP or TIFF image";
    private static final Set<ImageFormats> FORMATS = EnumSet.of(
            ImageFormats.PNG,
            ImageFormats.JPEG,
            ImageFormats.BMP,
            ImageFormats.PPM,
            ImageFormats.PGM,
            ImageFormats.WEBP,
            ImageFormats.TIFF);

    private Decoder() {}

    /** The image with 1 or 3 channels as the file has it, upright. */
    static Image read(Path file) {
        byte[] bytes = bytes(file);
        try {
            ByteSource source = ByteSource.array(bytes); // without the name: the extension is no evidence
            ImageFormat format = format(file, source);
            checkSize(file, source);
            Image image = decode(file, bytes);
            return format == ImageFormats.JPEG || format == ImageFormats.TIFF
                    ? Orientation.of(bytes).apply(image)
                    : image;
        } catch (InputException e) {
            throw e;
        } catch (EOFException e) {
            throw new InputException(file + ": the file ends before the image does, expected a whole image", e);
        } catch (IOException | RuntimeException e) {
            // Decoders throw unchecked exceptions of many kinds on damaged files.
            throw damaged(file, e);
        }
    }

    /** An exception's text on one line. */
    static String reason(Throwable e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        String message = e.getMessage() == null ? "" : e.getMessage().strip().replaceAll("\\s+", " ");
        return message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    private static InputException damaged(Path file, Exception e) {
        return new InputException(file + ": the image is damaged (" + reason(e) + ")" + EXPECTED, e);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(file + ": is a folder" + EXPECTED);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(file + ": larger than 1 GiB" + EXPECTED);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + reason(e) + ")" + EXPECTED, e);
        }
    }

    private static ImageFormat format(Path file, ByteSource source) throws IOException {
        ImageFormat format = source.size() == 0 ? ImageFormats.UNKNOWN : Imaging.guessFormat(source);
        if (format == ImageFormats.UNKNOWN) {
            throw new InputException(file + ": not an image" + EXPECTED);
        }
        if (!(format instanceof ImageFormats known) || !FORMATS.contains(known)) {
            throw new InputException(file + ": a " + format.getName() + " image" + EXPECTED);
        }
        return format;
    }

    private static void checkSize(Path file, ByteSource source) throws IOException {
        Dimension size = Imaging.getImageSize(source);
        checkSize(file, size.width, size.height);
    }

    private static void checkSize(Path file, int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new InputException(
                    file + ": claims " + width + "x" + height + " pixels, expected 1 to " + MAX_PIXELS + " in all");
        }
    }

    private static Image decode(Path file, byte[] bytes) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new java.io.ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new InputException(file + ": no decoder takes it" + EXPECTED);
            }
            ImageReader reader = readers.next();
            try {
                reader.addIIOReadWarningListener((r, warning) -> refuseIfCut(file, warning));
                reader.setInput(in, true, true);
                checkSize(file, reader.getWidth(0), reader.getHeight(0));
                BufferedImage decoded = reader.read(0);
                return Pixels.of(file, decoded);
            } finally {
                reader.dispose();
            }
        }
    }

    /** libjpeg only warns of a file cut short, and fills the rest with gray. */
    private static void refuseIfCut(Path file, String warning) {
        if (warning != null && warning.toLowerCase(Locale.ROOT).contains("premature end")) {
            throw new InputException(file + ": the file ends before the image does, expected a whole image");
        }
    }
}

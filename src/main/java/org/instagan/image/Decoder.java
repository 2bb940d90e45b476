package org.instagan.image;

import java.awt.Dimension;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.commons.imaging.ImageFormat;
import org.apache.commons.imaging.ImageFormats;
import org.apache.commons.imaging.Imaging;
import org.apache.commons.imaging.bytesource.ByteSource;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;

/** From a file's bytes to pixels: format and size are looked at first, then ImageIO decodes. No files are made. */
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

    private final String name;
    private final byte[] bytes;
    private final long maxPixels;

    /** @param name what errors call the image */
    Decoder(String name, byte[] bytes, long maxPixels) {
        this.name = name;
        this.bytes = bytes;
        this.maxPixels = maxPixels;
    }

    static Decoder of(Path file) {
        return new Decoder(file.toString(), bytes(file), MAX_PIXELS);
    }

    /** The image with 1 or 3 channels as the file has it, upright. */
    Image read() {
        return guarded(source -> {
            ImageFormat format = format(source);
            checkSize(Imaging.getImageSize(source));
            checkWhole(format);
            Image image = decode();
            return format == ImageFormats.JPEG || format == ImageFormats.TIFF
                    ? Orientation.of(bytes).apply(image)
                    : image;
        });
    }

    private void checkWhole(ImageFormat format) {
        if (format == ImageFormats.PNG) {
            Completeness.checkPng(name, bytes);
        } else if (format == ImageFormats.JPEG) {
            Completeness.checkJpeg(name, bytes);
        } else if (format == ImageFormats.WEBP) {
            Completeness.checkWebp(name, bytes);
        }
    }

    /** Width and height as the header claims them, before an orientation is applied. */
    Size size() {
        return guarded(source -> {
            format(source);
            Dimension size = Imaging.getImageSize(source);
            return new Size(size.width, size.height);
        });
    }

    private interface Reading<T> {
        T from(ByteSource source) throws IOException;
    }

    private <T> T guarded(Reading<T> reading) {
        try {
            return reading.from(ByteSource.array(bytes)); // without the name: the extension is no evidence
        } catch (InputException e) {
            throw e;
        } catch (EOFException e) {
            throw new InputException(name + ": the file ends before the image does, expected a whole image", e);
        } catch (OutOfMemoryError e) {
            throw new InputException(
                    name + ": decoding it takes more memory than there is, expected a smaller image", e);
        } catch (IOException | RuntimeException e) {
            // Decoders throw unchecked exceptions of many kinds on damaged files.
            throw new InputException(name + ": the image is damaged (" + FileProblem.reason(e) + ")" + EXPECTED, e);
        }
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
            throw new InputException(file + ": cannot be read (" + FileProblem.reason(e) + ")" + EXPECTED, e);
        }
    }

    private ImageFormat format(ByteSource source) throws IOException {
        ImageFormat format = source.size() == 0 ? ImageFormats.UNKNOWN : Imaging.guessFormat(source);
        if (format == ImageFormats.UNKNOWN) {
            throw new InputException(name + ": not an image" + EXPECTED);
        }
        if (!(format instanceof ImageFormats known) || !FORMATS.contains(known)) {
            throw new InputException(name + ": a " + format.getName() + " image" + EXPECTED);
        }
        return format;
    }

    private void checkSize(Dimension size) {
        if (size.width < 1 || size.height < 1 || (long) size.width * size.height > maxPixels) {
            throw new InputException(name + ": claims " + size.width + "x" + size.height + " pixels, expected 1 to "
                    + maxPixels + " in all");
        }
    }

    private Image decode() throws IOException {
        try (ImageInputStream in = new FiniteStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new InputException(name + ": no decoder takes it" + EXPECTED);
            }
            ImageReader reader = readers.next();
            try {
                reader.addIIOReadWarningListener((r, warning) -> refuseIfCut(warning));
                reader.setInput(in, true, true);
                checkSize(new Dimension(reader.getWidth(0), reader.getHeight(0)));
                return Pixels.of(name, reader.read(0));
            } finally {
                reader.dispose();
            }
        }
    }

    /** libjpeg only warns of a file cut short, and fills the rest with gray. */
    private void refuseIfCut(String warning) {
        if (warning != null && warning.toLowerCase(Locale.ROOT).contains("premature end")) {
            throw new InputException(name + ": the file ends before the image does, expected a whole image");
        }
    }
}

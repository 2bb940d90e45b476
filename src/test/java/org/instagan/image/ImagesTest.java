package org.instagan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    private final Image rgb = ResampleTest.pattern(16, 12, 3);
    private final Image gray = ResampleTest.pattern(16, 12, 1);

    @TempDir
    Path dir;

    @Test
    void writtenPngsReadBackExactly() throws IOException {
        Images.writePng(rgb, dir.resolve("rgb.png"));
        Images.writePng(gray, dir.resolve("gray.png"));
        Images.writePng(gray, dir.resolve("gray.png"));
        assertThat(Images.readRgb(dir.resolve("rgb.png"))).isEqualTo(rgb);
        assertThat(Images.readGray(dir.resolve("rgb.png"))).isEqualTo(rgb.toGray());
        assertThat(Images.readGray(dir.resolve("gray.png"))).isEqualTo(gray);
        assertThat(Images.readRgb(dir.resolve("gray.png"))).isEqualTo(gray.toRgb());
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void imagesInMemoryAreReadAsFilesAre() {
        byte[] png = Images.png(rgb);
        assertThat(Images.readRgb("image", png, 16 * 12)).isEqualTo(rgb);
        assertThat(Images.readGray("image", png, 16 * 12)).isEqualTo(rgb.toGray());
        assertThat(Images.size("image", png)).isEqualTo(new Size(16, 12));
        assertThatThrownBy(() -> Images.readRgb("image", png, 16 * 12 - 1))
                .isInstanceOf(InputException.class)
                .hasMessage("image: claims 16x12 pixels, expected 1 to 191 in all");
        assertThatThrownBy(() -> Images.size("masks[2]", new byte[7]))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("masks[2]: not an image, expected a PNG, JPEG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif", "ppm"})
    void losslessFormatsReadExactly(String format) throws IOException {
        assertThat(Images.readRgb(write(buffered(BufferedImage.TYPE_INT_RGB), format)))
                .isEqualTo(rgb);
    }

    @Test
    void alphaIsDropped() throws IOException {
        BufferedImage image = buffered(BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 16; x++) {
            image.setRGB(x, 3, (image.getRGB(x, 3) & 0xffffff) | (x << 28));
        }
        assertThat(Images.readRgb(write(image, "png"))).isEqualTo(rgb);
    }

    @Test
    void palettesAreLookedUp() throws IOException {
        byte[] ramp = new byte[] {0, 50, (byte) 200, (byte) 255};
        IndexColorModel palette = new IndexColorModel(2, 4, ramp, ramp, new byte[4]);
        BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setSample(4, 2, 0, 2);
        Image read = Images.readRgb(write(image, "png"));
        assertThat(new int[] {read.at(4, 2, 0), read.at(4, 2, 1), read.at(4, 2, 2), read.at(3, 2, 0)})
                .containsExactly(200, 200, 0, 0);
    }

    @Test
    void sixteenBitsKeepTheUpperEight() throws IOException {
        BufferedImage image = new BufferedImage(16, 12, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 16 * 12; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, gray.at(i % 16, i / 16, 0) << 8 | 0x80);
        }
        assertThat(Images.readGray(write(image, "png"))).isEqualTo(gray);
    }

    @Test
    void pgmReadsExactly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("P5\n16 12\n255\n".getBytes(StandardCharsets.US_ASCII));
        out.write(gray.pixels());
        assertThat(Images.readGray(Files.write(dir.resolve("a.pgm"), out.toByteArray())))
                .isEqualTo(gray);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpegReadsNearlyExactly(boolean progressive) throws IOException {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 1200; i++) {
            image.setRGB(i % 40, i / 40, (i % 40 * 5) << 16 | (i / 40 * 7) << 8 | 90);
        }
        Image read = Images.readRgb(jpeg(image, progressive));
        for (int i = 0; i < 1200; i++) {
            assertThat(read.at(i % 40, i / 40, 1)).isBetween(i / 40 * 7 - 12, i / 40 * 7 + 12);
        }
    }

    @Test
    void webpReads() throws IOException {
        assertThat(Images.readRgb(resource("lossless.webp"))).isEqualTo(rgb);
        assertQuadrants(Images.readRgb(resource("lossy.webp")), "RGBW");
    }

    /** Pillow's files: red, green over blue, white, tagged with each orientation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "orientation-1.jpg RGBW", "orientation-2.jpg GRWB", "orientation-3.jpg WBGR", "orientation-4.jpg BWRG",
                "orientation-5.jpg RBGW", "orientation-6.jpg BRWG", "orientation-7.jpg WGBR", "orientation-8.jpg GWRB",
                "orientation-6.tif BRWG", "progressive.jpg RGBW", "cmyk.jpg RGBW"
            })
    void orientationIsApplied(String fileAndQuadrants) throws IOException {
        String[] parts = fileAndQuadrants.split(" ", 2);
        assertQuadrants(Images.readRgb(resource(parts[0])), parts[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif", "ppm", "jpg", "webp"})
    void truncatedFilesAreRefused(String format) throws IOException {
        Path whole =
                format.equals("webp") ? resource("lossless.webp") : write(buffered(BufferedImage.TYPE_INT_RGB), format);
        byte[] bytes = Files.readAllBytes(whole);
        for (int keep : new int[] {1, 10, bytes.length / 2, bytes.length * 3 / 4}) {
            Path cut = Files.write(dir.resolve("cut." + format), Arrays.copyOf(bytes, keep));
            assertThatThrownBy(() -> Images.readRgb(cut))
                    .as("%d of %d bytes", keep, bytes.length)
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(cut + ": ")
                    .hasMessageContaining("expected")
                    .hasMessageNotContaining("\n");
        }
    }

    /** Seed 7: three bytes of each file overwritten, over and over; a wrong picture is fine, another exception not. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif", "ppm", "jpg", "webp"})
    void corruptedFilesFailOnlyWithInputException(String format) throws IOException {
        Path whole =
                format.equals("webp") ? resource("lossless.webp") : write(buffered(BufferedImage.TYPE_INT_RGB), format);
        byte[] bytes = Files.readAllBytes(whole);
        Random random = new Random(7);
        for (int round = 0; round < 150; round++) {
            byte[] bad = bytes.clone();
            for (int i = 0; i < 3; i++) {
                bad[random.nextInt(Math.min(bad.length, 200))] = (byte) random.nextInt(256);
            }
            Path file = Files.write(dir.resolve("bad." + format), bad);
            try {
                assertThat(Images.readRgb(file).channels()).isEqualTo(3);
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void errorsNameTheFileAndWhatWasExpected() throws IOException {
        Path missing = dir.resolve("none.png");
        assertThatThrownBy(() -> Images.readRgb(missing))
                .isInstanceOf(InputException.class)
                .hasMessage(missing + ": cannot be read (no such file or folder), expected a PNG, JPEG, BMP, PPM, PGM,"
                        + " WebP or TIFF image");
        Path text = Files.writeString(dir.resolve("text.png"), "hello, world");
        assertThatThrownBy(() -> Images.readRgb(text))
                .hasMessage(text + ": not an image, expected a PNG, JPEG, BMP, PPM, PGM, WebP or TIFF image");
        Path gif = write(buffered(BufferedImage.TYPE_INT_RGB), "gif");
        assertThatThrownBy(() -> Images.readRgb(gif)).hasMessageStartingWith(gif + ": a GIF image, expected");
        Path huge = Files.writeString(dir.resolve("huge.ppm"), "P6\n100000 100000\n255\n");
        assertThatThrownBy(() -> Images.readRgb(huge))
                .hasMessage(huge + ": claims 100000x100000 pixels, expected 1 to 100000000 in all");
        Path nowhere = dir.resolve("no/such.png");
        assertThatThrownBy(() -> Images.writePng(gray, nowhere))
                .isInstanceOf(InputException.class)
                .hasMessage(nowhere + ": cannot be written (no such file or folder), expected a folder to write to");
    }

    @Test
    void namesTellImages() {
        assertThat(Stream.of("a.PNG", "b.c.jpeg", "ü_0.webp").map(Path::of)).allMatch(Images::isImageName);
        assertThat(Stream.of("a.txt", "png", ".png", "a.png.bak").map(Path::of)).noneMatch(Images::isImageName);
    }

    private BufferedImage buffered(int type) {
        BufferedImage image = new BufferedImage(16, 12, type);
        for (int i = 0; i < 16 * 12; i++) {
            int x = i % 16;
            int y = i / 16;
            image.setRGB(x, y, 0xff << 24 | rgb.at(x, y, 0) << 16 | rgb.at(x, y, 1) << 8 | rgb.at(x, y, 2));
        }
        return image;
    }

    private Path write(BufferedImage image, String format) throws IOException {
        Path file = dir.resolve("image." + format);
        if (format.equals("ppm")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write("P6\n16 12\n255\n".getBytes(StandardCharsets.US_ASCII));
            out.write(rgb.pixels());
            return Files.write(file, out.toByteArray());
        }
        assertThat(ImageIO.write(image, format, file.toFile())).as(format).isTrue();
        return file;
    }

    private Path jpeg(BufferedImage image, boolean progressive) throws IOException {
        Path file = dir.resolve(progressive + ".jpg");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return file;
    }

    private Path resource(String name) throws IOException {
        return Files.write(dir.resolve(name), ResampleTest.resource(name));
    }

    private static void assertQuadrants(Image image, String colours) {
        int x = image.width() / 4;
        int y = image.height() / 4;
        StringBuilder seen = new StringBuilder();
        for (int q = 0; q < 4; q++) {
            seen.append(colour(image, q % 2 == 0 ? x : 3 * x, q < 2 ? y : 3 * y));
        }
        assertThat(seen).hasToString(colours);
    }

    private static char colour(Image image, int x, int y) {
        int bits = 0;
        for (int c = 0; c < 3; c++) {
            int v = image.at(x, y, c);
            assertThat(v < 30 || v > 225).as("%d at %d,%d", v, x, y).isTrue();
            bits = 2 * bits + (v > 128 ? 1 : 0);
        }
        return "?BG?R??W".charAt(bits);
    }
}

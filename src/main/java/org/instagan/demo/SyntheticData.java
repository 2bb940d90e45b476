package org.instagan.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import org.instagan.image.Images;

/**
 * A small two-domain dataset: domain A shows 1 to 4 red discs, domain B 1 to 4 purple triangles, of the same areas and
 * at the same distances, in front of the same landscapes. No two instances touch.
 */
public final class SyntheticData {
    /** The smallest image, in pixels a side: below it four shapes are specks. */
    public static final int MIN_SIZE = 32;

    /** The largest image, in pixels a side. */
    public static final int MAX_SIZE = 1024;

    private static final int MAX_IMAGES = 99_999;

    private static final int MAX_SHAPES = 64;

    private SyntheticData() {}

    /**
     * What is on an image.
     *
     * @param least and {@code most} instances; those that find no room are left out
     * @param scale of their size, 1 as usual: 0.5 in an image twice as large leaves them as many pixels
     */
    public record Shapes(int least, int most, double scale) {
        /** 1 to 4. */
        public static final Shapes USUAL = new Shapes(1, 4, 1);

        /** @throws InputException when a number is out of range */
        public Shapes {
            require("instances", least, 1, MAX_SHAPES);
            require("instances", most, least, MAX_SHAPES);
            if (!(scale >= 0.1 && scale <= 1)) {
                throw new InputException("Synthetic data, scale: expected 0.1 to 1, got " + scale);
            }
        }
    }

    /**
     * Writes {@code trainA/NAME.png}, its masks {@code trainA_seg/NAME_0.png}, {@code NAME_1.png}, …, and the same for
     * {@code trainB}, {@code testA} and {@code testB}; for the last two also {@code testA_truth/NAME_0.png}, …, the masks
     * that a perfect translation would have. An image depends on (seed, size, folder, its number) alone. Masks
     * are 0 or 255, as large as the image, 255 where the shape covers at least half of the pixel.
     *
     * @throws InputException when the size is not {@value #MIN_SIZE} to {@value #MAX_SIZE}, a number of images not
     *     positive, a folder of these names holds something already, or cannot be written to
     */
    public static void write(Path dir, int size, int trainPerDomain, int testPerDomain, long seed) {
        write(dir, size, Shapes.USUAL, trainPerDomain, testPerDomain, seed);
    }

    /** The same with other shapes. */
    public static void write(Path dir, int size, Shapes shapes, int trainPerDomain, int testPerDomain, long seed) {
        require("size", size, MIN_SIZE, MAX_SIZE);
        require("training images per domain", trainPerDomain, 1, MAX_IMAGES);
        require("test images per domain", testPerDomain, 1, MAX_IMAGES);
        Split[] splits = {
            new Split("trainA", Figure.DISC, trainPerDomain, false),
            new Split("trainB", Figure.TRIANGLE, trainPerDomain, false),
            new Split("testA", Figure.DISC, testPerDomain, true),
            new Split("testB", Figure.TRIANGLE, testPerDomain, true)
        };
        Arrays.stream(splits).flatMap(Split::folders).map(dir::resolve).forEach(SyntheticData::makeEmpty);
        Arrays.stream(splits).forEach(split -> split.write(dir, size, shapes, seed));
    }

    private record Split(String folder, Figure shape, int images, boolean withTruth) {

        Stream<String> folders() {
            Stream<String> always = Stream.of(folder, folder + "_seg");
            return withTruth ? Stream.concat(always, Stream.of(folder + "_truth")) : always;
        }

        void write(Path dir, int size, Shapes shapes, long seed) {
            for (int i = 0; i < images; i++) {
                String name = String.format(Locale.ROOT, "%s%04d", shape.name().toLowerCase(Locale.ROOT), i + 1);
                Scene.Drawn drawn = Scene.draw(name, shape, size, shapes, random(seed, i));
                Images.writePng(drawn.instances().image(), dir.resolve(folder).resolve(name + ".png"));
                writeMasks(drawn.instances().masks(), dir.resolve(folder + "_seg"), name);
                if (withTruth) {
                    writeMasks(drawn.truth(), dir.resolve(folder + "_truth"), name);
                }
            }
        }

        private static void writeMasks(List<Image> masks, Path folder, String name) {
            for (int m = 0; m < masks.size(); m++) {
                Images.writePng(masks.get(m), folder.resolve(name + "_" + m + ".png"));
            }
        }

        /** A stream of its own for each image. */
        private SplittableRandom random(long seed, int image) {
            long s = new SplittableRandom(seed).nextLong() ^ folder.hashCode();
            return new SplittableRandom(new SplittableRandom(s).nextLong() ^ image);
        }
    }

    private static void require(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InputException("Synthetic data, " + what + ": expected " + min + " to " + max + ", got " + value);
        }
    }

    private static void makeEmpty(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new InputException(
                            folder + ": holds files already, expected an empty or new folder for the data");
                }
            }
        } catch (IOException e) {
            throw FileProblem.of(folder + ": cannot be made (" + e + "), expected a folder to write to", e);
        }
    }
}

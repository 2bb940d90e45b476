package org.instagan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.error.InputException;
import org.instagan.evaluate.MaskOverlap;
import org.instagan.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDataTest {
    private static final int SIZE = 64;

    @TempDir
    Path root;

    @Test
    void theSameSeedWritesTheSameBytes() throws IOException {
        SyntheticData.write(root.resolve("one"), SIZE, 3, 2, 7);
        SyntheticData.write(root.resolve("two"), SIZE, 3, 2, 7);
        SyntheticData.write(root.resolve("other"), SIZE, 3, 2, 8);
        Map<String, byte[]> one = files(root.resolve("one"));
        Map<String, byte[]> two = files(root.resolve("two"));
        assertThat(one.keySet()).isEqualTo(two.keySet());
        one.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(two.get(name)));
        assertThat(files(root.resolve("other")).get("trainA/disc0001.png"))
                .isNotEqualTo(one.get("trainA/disc0001.png"));
    }

    @Test
    void moreImagesLeaveTheFirstOnesAsTheyWere() throws IOException {
        SyntheticData.write(root.resolve("few"), SIZE, 1, 1, 7);
        SyntheticData.write(root.resolve("many"), SIZE, 4, 2, 7);
        Map<String, byte[]> many = files(root.resolve("many"));
        files(root.resolve("few"))
                .forEach((name, bytes) -> assertThat(many.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void everyFolderOpensWithOneToFourMasksAnImage() {
        SyntheticData.write(root, SIZE, 30, 5, 1);
        for (String folder : new String[] {"trainA", "trainB", "testA", "testB"}) {
            InstanceFolder opened = InstanceFolder.open(root.resolve(folder), root.resolve(folder + "_seg"));
            assertThat(opened.requireMasks().items()).hasSize(folder.startsWith("train") ? 30 : 5);
            assertThat(opened.items()).extracting(item -> item.masks().size()).allMatch(n -> n >= 1 && n <= 4);
        }
        assertThat(InstanceFolder.open(root.resolve("trainA"), root.resolve("trainA_seg"))
                        .items())
                .extracting(item -> item.masks().size())
                .contains(1, 2, 3, 4);
    }

    @Test
    void masksAreBinaryDisjointWithinTheBorderAndLargeEnoughToSee() {
        SyntheticData.write(root, SIZE, 25, 1, 3);
        for (String folder : new String[] {"trainA", "trainB"}) {
            for (Item item : InstanceFolder.open(root.resolve(folder), root.resolve(folder + "_seg"))
                    .items()) {
                Instances read = item.read();
                int[] owners = new int[SIZE * SIZE];
                for (Image mask : read.masks()) {
                    assertThat(count(mask, owners)).as(item.name()).isBetween(140, 390);
                }
                assertThat(owners).as(item.name()).containsOnly(0, 1);
            }
        }
    }

    @Test
    void masksAreWhereTheColourOfTheShapeIs() {
        SyntheticData.write(root, SIZE, 20, 1, 5);
        assertColour("trainA", Figure.DISC);
        assertColour("trainB", Figure.TRIANGLE);
    }

    @Test
    void theTruthIsTheOtherShapeAtTheSamePlaceAndOfTheSameArea() {
        SyntheticData.write(root, SIZE, 1, 10, 2);
        InstanceFolder masks = InstanceFolder.open(root.resolve("testA"), root.resolve("testA_seg"));
        InstanceFolder truth = InstanceFolder.open(root.resolve("testA"), root.resolve("testA_truth"));
        for (int i = 0; i < masks.items().size(); i++) {
            List<Image> discs = masks.items().get(i).read().masks();
            List<Image> triangles = truth.items().get(i).read().masks();
            assertThat(triangles).hasSameSizeAs(discs);
            for (int m = 0; m < discs.size(); m++) {
                MaskOverlap overlap = MaskOverlap.of(discs.get(m), triangles.get(m));
                double other = overlap.either() - overlap.first() + overlap.both();
                assertThat(other / overlap.first()).isBetween(0.9, 1.1);
                assertThat(overlap.iou()).as("a disc is no triangle").isBetween(0.55, 0.8);
                assertThat(widest(triangles.get(m))).isGreaterThan(0.8);
            }
        }
    }

    @Test
    void aTriangleIsWideBelowAndADiscInTheMiddle() {
        SyntheticData.write(root, SIZE, 5, 1, 9);
        Image disc = firstMask("trainA");
        Image triangle = firstMask("trainB");
        assertThat(widest(disc)).isBetween(0.35, 0.65);
        assertThat(widest(triangle)).isGreaterThan(0.85);
    }

    @Test
    void refusesNumbersThatMakeNoDataset() {
        assertThatThrownBy(() -> SyntheticData.write(root, 16, 1, 1, 0))
                .isInstanceOf(InputException.class)
                .hasMessage("Synthetic data, size: expected 32 to 1024, got 16");
        assertThatThrownBy(() -> SyntheticData.write(root, 64, 0, 1, 0))
                .hasMessage("Synthetic data, training images per domain: expected 1 to 99999, got 0");
    }

    @Test
    void aFolderThatHoldsFilesIsLeftAlone() throws IOException {
        Path held = Files.createDirectories(root.resolve("trainB"));
        Files.writeString(held.resolve("mine.png"), "");
        assertThatThrownBy(() -> SyntheticData.write(root, 64, 1, 1, 0))
                .isInstanceOf(InputException.class)
                .hasMessage(held + ": holds files already, expected an empty or new folder for the data");
        assertThat(held.resolve("mine.png")).isEmptyFile();
    }

    /** The mask's pixels, each noted in {@code owners}; fails at one that is gray or on the border. */
    private static int count(Image mask, int[] owners) {
        int pixels = 0;
        for (int i = 0; i < owners.length; i++) {
            int x = i % SIZE;
            int y = i / SIZE;
            assertThat(mask.at(x, y, 0)).isIn(0, 255);
            if (mask.at(x, y, 0) == 255) {
                assertThat(Math.min(Math.min(x, y), SIZE - 1 - Math.max(x, y))).isPositive();
                owners[i]++;
                pixels++;
            }
        }
        return pixels;
    }

    /** A mask's inner pixels have its shape's colour, and not the other's; outside all masks no pixel has either. */
    private void assertColour(String folder, Figure shape) {
        for (Item item : InstanceFolder.open(root.resolve(folder), root.resolve(folder + "_seg"))
                .items()) {
            Instances read = item.read();
            for (int y = 1; y < SIZE - 1; y++) {
                for (int x = 1; x < SIZE - 1; x++) {
                    int at = x + y * SIZE;
                    boolean inside = read.masks().stream().anyMatch(m -> surrounded(m, at, 255));
                    boolean outside = read.masks().stream().allMatch(m -> surrounded(m, at, 0));
                    assertThat(isColour(shape.counterpart(), read.image(), x, y))
                            .as("%s, the other colour at %d,%d", item.name(), x, y)
                            .isFalse();
                    if (inside || outside) {
                        assertThat(isColour(shape, read.image(), x, y))
                                .as("%s at %d,%d", item.name(), x, y)
                                .isEqualTo(inside);
                    }
                }
            }
        }
    }

    private static boolean isColour(Figure shape, Image image, int x, int y) {
        return shape.isColour(image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2));
    }

    private static boolean surrounded(Image mask, int at, int value) {
        int x = at % SIZE;
        int y = at / SIZE;
        for (int j = y - 1; j <= y + 1; j++) {
            for (int i = x - 1; i <= x + 1; i++) {
                if (mask.at(i, j, 0) != value) {
                    return false;
                }
            }
        }
        return true;
    }

    private Image firstMask(String folder) {
        return InstanceFolder.open(root.resolve(folder), root.resolve(folder + "_seg"))
                .items()
                .get(0)
                .read()
                .masks()
                .get(0);
    }

    /** Where the middle one of the widest rows is: 0 at the shape's top, 1 at its bottom. */
    private static double widest(Image mask) {
        int[] widths = new int[SIZE];
        for (int i = 0; i < SIZE * SIZE; i++) {
            widths[i / SIZE] += mask.at(i % SIZE, i / SIZE, 0) / 255;
        }
        int max = Arrays.stream(widths).max().orElseThrow();
        int[] rows = IntStream.range(0, SIZE).filter(y -> widths[y] > 0).toArray();
        double best =
                Arrays.stream(rows).filter(y -> widths[y] == max).average().orElseThrow();
        return (best - rows[0]) / (rows[rows.length - 1] - rows[0]);
    }

    private static Map<String, byte[]> files(Path dir) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(dir)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(dir.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }
}

package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.instagan.ChildProcess;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleGridTest {
    @TempDir
    Path root;

    @Test
    void largeImagesKeepTheirSize() {
        Image grid = grid(List.of("source", "result"), List.of(List.of(plain(200, 150, 10), plain(200, 150, 200))));
        assertThat(grid.width()).isEqualTo(6 + 200 + 6 + 200 + 6);
        assertThat(grid.height()).isEqualTo(26 + 6 + 150 + 6);
        assertThat(grid.crop(6, 32, 200, 150)).isEqualTo(plain(200, 150, 10));
        assertThat(grid.crop(212, 32, 200, 150)).isEqualTo(plain(200, 150, 200));
        assertThat(grid.crop(206, 32, 6, 150)).isEqualTo(plain(6, 150, 255));
    }

    @Test
    void smallImagesAreEnlargedByAWholeNumber() {
        List<Image> row = List.of(plain(50, 40, 10), plain(50, 40, 200));
        Image grid = grid(List.of("a", "b"), List.of(row, row, row));
        assertThat(grid.width()).isEqualTo(6 + 2 * (150 + 6));
        assertThat(grid.height()).isEqualTo(26 + 6 + 3 * (120 + 6));
        assertThat(grid.crop(6, 32 + 126, 150, 120)).isEqualTo(plain(150, 120, 10));
    }

    @Test
    void titlesAreDrawnInFullAboveTheirColumn() {
        Image narrow = grid(List.of("s"), List.of(List.of(plain(128, 128, 10))));
        Image wide = grid(List.of("a title far wider than its image"), List.of(List.of(plain(128, 128, 10))));
        assertThat(narrow.width()).isEqualTo(140);
        assertThat(wide.width()).isGreaterThan(160);
        assertThat(wide.crop(0, 0, wide.width(), 26)).isNotEqualTo(plain(wide.width(), 26, 255));
        assertThat(wide.crop(wide.width() - 6, 0, 6, 26)).isEqualTo(plain(6, 26, 255));
    }

    @Test
    void rowsMustFitTheTitles() {
        Path png = root.resolve("grid.png");
        assertThatThrownBy(() -> SampleGrid.write(png, List.of("a", "b"), List.of(List.of(plain(8, 8, 0)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Grid, row 0: expected 2 images, one a column, got 1");
        assertThatThrownBy(() -> SampleGrid.write(png, List.of("a"), List.of()))
                .hasMessage("Grid: expected at least one column and one row, got 1 and 0");
    }

    @Test
    void needsNoScreenEvenWhereDisplayNamesOne() throws Exception {
        Path png = root.resolve("forked.png");
        ProcessBuilder fork = ChildProcess.of(Forked.class, png.toString());
        fork.environment().put("DISPLAY", ":4711");
        Path log = root.resolve("log.txt");
        int exit = fork.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
        assertThat(png).isNotEmptyFile();
    }

    /** Writes an image and then a grid, in a JVM that was not told to do without a screen. */
    static final class Forked {
        private Forked() {}

        public static void main(String[] args) {
            Path png = Path.of(args[0]);
            Images.writePng(plain(8, 8, 3), png);
            SampleGrid.write(png, List.of("a"), List.of(List.of(Images.readRgb(png))));
        }
    }

    private Image grid(List<String> titles, List<List<Image>> rows) {
        Path png = root.resolve("grid.png");
        SampleGrid.write(png, titles, rows);
        return Images.readRgb(png);
    }

    private static Image plain(int width, int height, int value) {
        byte[] pixels = new byte[width * height * 3];
        Arrays.fill(pixels, (byte) value);
        return new Image(width, height, 3, pixels);
    }
}

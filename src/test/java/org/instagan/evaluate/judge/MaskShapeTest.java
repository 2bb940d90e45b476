package org.instagan.evaluate.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.instagan.image.Image;
import org.junit.jupiter.api.Test;

final class MaskShapeTest {
    private static MaskShape of(String... rows) {
        byte[] pixels = new byte[rows.length * rows[0].length()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 255 : 0);
        }
        return MaskShape.of(new Image(rows[0].length(), rows.length, 1, pixels));
    }

    @Test
    void partsAndHolesAreCountedButSpecksAreNot() {
        assertThat(of(
                        "#####....", //
                        "#...#..##",
                        "#...#..##",
                        "#...#..#.",
                        "#####....",
                        "........#"))
                .isEqualTo(new MaskShape(16 + 5 + 1, 2, 1));
    }

    @Test
    void whatReachesTheBorderIsNoHole() {
        assertThat(of(
                        "#####", //
                        "#....", "#....", "#####"))
                .isEqualTo(new MaskShape(12, 1, 0));
    }

    @Test
    void anEmptyMaskHasNothing() {
        assertThat(of("....", "....", "....")).isEqualTo(new MaskShape(0, 0, 0));
    }

    @Test
    void cornersDoNotConnect() {
        assertThat(of(
                        "###....", //
                        "###....", "...###.", "...###."))
                .isEqualTo(new MaskShape(12, 2, 0));
    }
}

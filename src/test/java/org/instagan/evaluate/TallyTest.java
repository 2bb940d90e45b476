package org.instagan.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntBinaryOperator;
import org.instagan.data.Instances;
import org.instagan.image.Image;
import org.junit.jupiter.api.Test;

final class TallyTest {
    private static final int SIZE = 16;
    private static final PixelTest RED = (red, green, blue) -> red > 200 && green < 100;

    /** Gray except where a mask is: there red. */
    private static Image picture(int gray, Image... masks) {
        byte[] pixels = new byte[SIZE * SIZE * 3];
        for (int i = 0; i < SIZE * SIZE; i++) {
            boolean shape = false;
            for (Image mask : masks) {
                shape |= mask.pixels()[i] != 0;
            }
            pixels[3 * i] = (byte) (shape ? 255 : gray);
            pixels[3 * i + 1] = (byte) (shape ? 0 : gray);
            pixels[3 * i + 2] = (byte) (shape ? 0 : gray);
        }
        return new Image(SIZE, SIZE, 3, pixels);
    }

    private static Image mask(IntBinaryOperator inside) {
        byte[] pixels = new byte[SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (inside.applyAsInt(i % SIZE, i / SIZE) != 0 ? 255 : 0);
        }
        return new Image(SIZE, SIZE, 1, pixels);
    }

    private static Image box(int x, int y, int width, int height) {
        return mask((i, j) -> i >= x && i < x + width && j >= y && j < y + height ? 1 : 0);
    }

    @Test
    void aPerfectTranslationHasPerfectScores() {
        Image source = box(2, 2, 4, 4);
        Image truth = box(2, 2, 4, 5);
        Tally tally = new Tally(RED);
        tally.add(
                new Instances("a", picture(90), List.of(source)),
                new Instances("a", picture(90, truth), List.of(truth)),
                List.of(truth));
        assertThat(tally.scores()).isEqualTo(new Scores(Double.POSITIVE_INFINITY, 1, 1, 1, 1));
    }

    @Test
    void theBackgroundCountsFromTwoPixelsOutsideTheMasks() {
        Image mask = box(0, 0, 8, 16);
        Image truth = box(0, 0, 8, 15);
        byte[] changed = picture(90).pixels().clone();
        for (int i = 0; i < SIZE * SIZE; i++) {
            changed[3 * i] += (byte) (i % SIZE <= 8 ? 100 : 1); // red, by 1 where the background begins
        }
        Tally tally = new Tally(RED);
        tally.add(
                new Instances("a", picture(90), List.of(mask)),
                new Instances("a", new Image(SIZE, SIZE, 3, changed), List.of(truth)),
                List.of(truth));
        // A third of the values is off by 1.
        assertThat(tally.scores().backgroundPsnr()).isCloseTo(10 * Math.log10(255 * 255 * 3), within(1e-9));
    }

    @Test
    void overlapsAreMeansAndHalfAnInstanceIsKept() {
        Image left = box(1, 1, 4, 4);
        Image right = box(9, 1, 4, 4);
        Image half = box(9, 1, 4, 2);
        Image less = box(1, 1, 4, 1);
        Tally tally = new Tally(RED);
        Instances source = new Instances("a", picture(90), List.of(left, right));
        Instances translated = new Instances("a", picture(90, less, half), List.of(left, half));
        tally.add(source, translated, List.of(left, right));
        Scores scores = tally.scores();
        assertThat(scores.maskIou()).isEqualTo(0.75); // 1 and 1/2
        assertThat(scores.imageIou()).isEqualTo(12 / 32.0);
        assertThat(scores.instances()).isEqualTo(2);
        assertThat(scores.kept()).isEqualTo(1);
        assertThat(scores.and(new Scores(scores.backgroundPsnr(), 0.25, 0, 2, 2)))
                .isEqualTo(new Scores(scores.backgroundPsnr(), 0.5, 12 / 64.0, 4, 3));
        assertThat(scores.reaches(20, 0.75, 0.5)).isTrue();
        assertThat(scores.reaches(20, 0.76, 0.5)).isFalse();
        assertThat(scores.reaches(20, 0.75, 0.51)).isFalse();
    }

    @Test
    void everyImageHasAsManyMasksAsItsTruth() {
        Instances none = new Instances("a", picture(90), List.of());
        assertThatThrownBy(() -> new Tally(RED).add(none, none, List.of(box(0, 0, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Image 'a': expected 1 masks as the truth has, got 0 and 0 translated");
    }
}

package org.instagan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.instagan.image.Image;
import org.junit.jupiter.api.Test;

class AugmentTest {
    /** The red channel and the mask hold the same values: whatever happens to one must happen to the other. */
    @Test
    void imageAndMasksAreCutAndFlippedAlike() {
        byte[] mask = new byte[12 * 10];
        byte[] photo = new byte[12 * 10 * 3];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (i * 2 + 1);
            photo[3 * i] = mask[i];
        }
        Instances instances = new Instances("x", new Image(12, 10, 3, photo), List.of(new Image(12, 10, 1, mask)));
        Augment augment = new Augment(20, 24, 16, 18, true);
        Set<Integer> seen = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            Sample sample = augment.apply(instances, new SplittableRandom(seed));
            assertThat(sample.image().shape()).containsExactly(3, 16, 18);
            assertThat(sample.masks().shape()).containsExactly(1, 16, 18);
            assertThat(Arrays.copyOf(sample.image().data(), 16 * 18))
                    .as("seed %d", seed)
                    .isEqualTo(sample.masks().data());
            seen.add(sample.masks().hashCode());
        }
        assertThat(seen).as("5 x 7 places, flipped or not").hasSizeBetween(50, 70);
    }

    @Test
    void masksEmptyAfterTheCropAreDropped() {
        byte[] corner = new byte[64];
        corner[0] = (byte) 255;
        byte[] full = new byte[64];
        Arrays.fill(full, (byte) 255);
        Instances instances = new Instances(
                "x",
                new Image(8, 8, 3, new byte[192]),
                List.of(new Image(8, 8, 1, corner), new Image(8, 8, 1, full), new Image(8, 8, 1, new byte[64])));
        Set<Integer> counts = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            counts.add(new Augment(8, 8, 7, 7, false)
                    .apply(instances, new SplittableRandom(seed))
                    .instances());
        }
        assertThat(counts).containsExactlyInAnyOrder(1, 2);
        assertThat(Sample.resized(instances, 4, 4).masks().shape()).containsExactly(3, 4, 4);
    }

    @Test
    void anImageWithoutMasksHasNone() {
        Instances instances = new Instances("x", new Image(8, 8, 3, new byte[192]), List.of());
        assertThat(new Augment(8, 8, 8, 8, true)
                        .apply(instances, new SplittableRandom(1))
                        .masks()
                        .shape())
                .containsExactly(0, 8, 8);
    }

    @Test
    void aCropLargerThanTheLoadSizeIsRefused() {
        assertThatThrownBy(() -> new Augment(20, 20, 20, 21, false))
                .hasMessage("Crop 21x20: expected a positive size within the load size 20x20");
    }
}

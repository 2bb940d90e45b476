package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.instagan.image.Image;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

class MaskColoursTest {

    @Test
    void twelveInstancesHaveTwelveColoursAndThenTheyRepeat() {
        List<Image> masks = new ArrayList<>();
        for (int m = 0; m < 13; m++) {
            byte[] mask = new byte[13];
            mask[m] = (byte) 255;
            masks.add(new Image(13, 1, 1, mask));
        }
        Image union = MaskColours.overlay(13, 1, masks);
        Set<Integer> colours = new HashSet<>();
        for (int m = 0; m < 12; m++) {
            colours.add(rgb(union, m));
        }
        assertThat(colours).hasSize(12).doesNotContain(0);
        assertThat(rgb(union, 12)).isEqualTo(rgb(union, 0));
    }

    @Test
    void theStrongestMaskShowsAsBrightAsItIs() {
        Image union = MaskColours.overlayUnit(3, 1, List.of(new float[] {1, -1, 0}, new float[] {1, 1, -1}));
        assertThat(rgb(union, 0)).isEqualTo(0xff4d4d);
        assertThat(rgb(union, 1)).isEqualTo(0x4d94ff);
        assertThat(rgb(union, 2)).isEqualTo(0x802727);
    }

    @Test
    void tensorsAreAsListsAndNoMaskIsBlack() {
        FloatTensor masks = FloatTensor.of(new float[] {1, -1, -1, 1}, 2, 1, 2);
        assertThat(MaskColours.overlayUnit(masks))
                .isEqualTo(MaskColours.overlayUnit(2, 1, List.of(new float[] {1, -1}, new float[] {-1, 1})));
        assertThat(MaskColours.overlayUnit(FloatTensor.zeros(0, 3, 2))).isEqualTo(new Image(2, 3, 3, new byte[18]));
    }

    @Test
    void outlinesLieOnThePictureEnlarged() {
        byte[] white = new byte[16];
        Arrays.fill(white, (byte) 255);
        Image picture = new Image(4, 4, 1, white);
        byte[] box = new byte[16];
        for (int i : new int[] {5, 6, 9, 10}) {
            box[i] = (byte) 255;
        }
        Image outlined = MaskColours.outlines(picture, List.of(new Image(4, 4, 1, box)));
        assertThat(outlined.width()).isEqualTo(256);
        assertThat(outlined.at(64, 64, 0)).isEqualTo(0xff); // the box's corner, in the first colour
        assertThat(outlined.at(65, 100, 2)).isEqualTo(0x4d);
        assertThat(outlined.at(66, 100, 2)).isEqualTo(0xff); // within the line
        assertThat(outlined.at(63, 100, 2)).isZero(); // just outside the box
        assertThat(outlined.at(61, 100, 2)).isEqualTo(0xff);
        assertThat(outlined.at(191, 191, 2)).isEqualTo(0x4d);
    }

    @Test
    void masksOfAnotherSizeAreRefused() {
        assertThatThrownBy(() -> MaskColours.overlay(2, 2, List.of(new Image(1, 2, 1, new byte[2]))))
                .hasMessage("Mask 0: expected 2x2, got Image[1x2x1]");
        Image two = new Image(2, 2, 1, new byte[4]);
        assertThatThrownBy(() -> MaskColours.outlines(two, List.of(new Image(1, 2, 1, new byte[2]))))
                .hasMessage("Mask 0: expected the size of Image[2x2x1], got Image[1x2x1]");
        assertThatThrownBy(() -> MaskColours.overlayUnit(2, 2, List.of(new float[3])))
                .hasMessage("Mask 0: expected 2x2 values, got 3");
        assertThatThrownBy(() -> MaskColours.overlayUnit(FloatTensor.zeros(2, 2)))
                .hasMessage("Masks: expected [n,H,W], got FloatTensor[2, 2]");
    }

    private static int rgb(Image image, int x) {
        return image.at(x, 0, 0) << 16 | image.at(x, 0, 1) << 8 | image.at(x, 0, 2);
    }
}

package org.instagan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.instagan.data.Tensors;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

class ImageTest {
    private final Image image = ResampleTest.pattern(6, 4, 3);

    @Test
    void cropTakesTheRectangle() {
        Image crop = image.crop(2, 1, 3, 2);
        assertThat(crop.at(0, 0, 1)).isEqualTo(image.at(2, 1, 1));
        assertThat(crop.at(2, 1, 2)).isEqualTo(image.at(4, 2, 2));
        assertThatThrownBy(() -> image.crop(4, 0, 3, 2))
                .hasMessage("Crop 3x2 at (4,0): expected a rectangle within 6x4");
    }

    @Test
    void flipExchangesLeftAndRight() {
        Image flipped = image.flipHorizontal();
        assertThat(flipped.at(0, 3, 2)).isEqualTo(image.at(5, 3, 2));
        assertThat(flipped.flipHorizontal()).isEqualTo(image);
    }

    @Test
    void grayIsPillowsL() {
        assertThat(new Image(2, 1, 3, new byte[] {10, 20, 30, (byte) 255, 0, 0})
                        .toGray()
                        .pixels())
                .containsExactly(18, 76);
    }

    @Test
    void tensorsAreChannelsFirstAndComeBackExactly() {
        byte[] all = new byte[256 * 3];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i / 3 + i % 3);
        }
        Image ramp = new Image(16, 16, 3, all);
        FloatTensor x = Tensors.toUnit(ramp);
        assertThat(x.shape()).containsExactly(3, 16, 16);
        assertThat(x.data()[0]).isEqualTo(-1f);
        assertThat(x.data()[255]).isEqualTo(1f);
        assertThat(x.data()[256]).isEqualTo((1 / 255f - 0.5f) / 0.5f);
        assertThat(Tensors.fromUnit(x.data(), 0, 3, 16, 16)).isEqualTo(ramp);
    }

    @Test
    void fromUnitClampsAndRounds() {
        float[] data = {9f, -1.5f, 1.5f, Float.NaN, 0f};
        assertThat(Tensors.fromUnit(data, 1, 1, 1, 4).pixels()).containsExactly(0, 255, 0, 128);
        assertThatThrownBy(() -> Tensors.fromUnit(data, 2, 1, 1, 4))
                .hasMessage("Image [1,1,4] at 2: expected 4 values, got 3");
    }

    @Test
    void refusesPixelsThatDoNotFit() {
        assertThatThrownBy(() -> new Image(2, 2, 3, new byte[11])).hasMessage("Image 2x2x3: expected 12 bytes, got 11");
    }
}

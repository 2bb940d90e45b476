package org.instagan.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.junit.jupiter.api.Test;

final class InstancesTest {
    private static Image image(int width, int height, int channels) {
        return new Image(width, height, channels, new byte[width * height * channels]);
    }

    @Test
    void aMaskWithColoursOrOfAnotherSizeIsRefused() {
        Image picture = image(8, 6, 3);
        assertThatThrownBy(() -> new Instances("sheep", picture, List.of(image(8, 6, 1), image(8, 6, 3))))
                .isInstanceOf(InputException.class)
                .hasMessage("image 'sheep', mask 1: expected one channel of 8x6 pixels as its image has, got 8x6 with 3"
                        + " channels");
        assertThatThrownBy(() -> new Instances("sheep", picture, List.of(image(6, 8, 1))))
                .isInstanceOf(InputException.class)
                .hasMessage("image 'sheep', mask 0: expected one channel of 8x6 pixels as its image has, got 6x8 with 1"
                        + " channel");
    }
}

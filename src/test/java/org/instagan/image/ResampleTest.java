package org.instagan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResampleTest {
    private static final int[][] SIZES = {{17, 11}, {50, 41}, {37, 12}, {9, 29}, {3, 60}};

    /** The resource: Pillow 12.3's BICUBIC of {@link #pattern} 37x29, gray and RGB, in each of the sizes. */
    @Test
    void bicubicIsPillowsToTheBit() throws IOException {
        byte[] expected = resource("bicubic.bin");
        int at = 0;
        for (int channels : new int[] {1, 3}) {
            for (int[] size : SIZES) {
                int length = size[0] * size[1] * channels;
                assertThat(Resample.bicubic(pattern(37, 29, channels), size[0], size[1])
                                .pixels())
                        .as("%dx%dx%d", size[0], size[1], channels)
                        .isEqualTo(Arrays.copyOfRange(expected, at, at + length));
                at += length;
            }
        }
        assertThat(at).isEqualTo(expected.length);
    }

    @Test
    void sameSizeChangesNothing() {
        Image image = pattern(7, 5, 3);
        assertThat(Resample.bicubic(image, 7, 5)).isEqualTo(image);
    }

    @Test
    void refusesAnEmptySize() {
        assertThatThrownBy(() -> Resample.bicubic(pattern(7, 5, 3), 0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Resize: expected a positive size, got 0x5");
    }

    static Image pattern(int width, int height, int channels) {
        byte[] pixels = new byte[width * height * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    pixels[(y * width + x) * channels + c] =
                            (byte) ((x * x * 7 + y * 13 + c * 61 + x * y * 3) ^ (x * y));
                }
            }
        }
        return new Image(width, height, channels, pixels);
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = ResampleTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}

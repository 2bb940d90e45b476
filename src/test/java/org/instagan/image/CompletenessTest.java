package org.instagan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;

final class CompletenessTest {
    private static final long MAX = 1 << 20;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CompletenessTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static void refuses(byte[] bytes, String message) {
        assertThatThrownBy(() -> Images.readRgb("image", bytes, MAX))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("image: ")
                .hasMessageContaining(message);
    }

    @Test
    void aByteOfAPngThatIsAnotherIsNoticedWhereverItIs() {
        byte[] png = Images.png(new Image(3, 2, 3, new byte[18]));
        for (int i = 0; i < png.length; i++) {
            byte[] flipped = png.clone();
            flipped[i] ^= 0x10;
            refuses(flipped, "");
        }
        byte[] flipped = png.clone();
        flipped[png.length - 20] ^= 1; // in IDAT
        refuses(flipped, "the checksum of its IDAT chunk is another");
    }

    @Test
    void aPngWithoutItsEndIsRefused() {
        byte[] png = Images.png(new Image(3, 2, 3, new byte[18]));
        for (int length = 1; length < png.length; length++) {
            refuses(Arrays.copyOf(png, length), "");
        }
    }

    @Test
    void aProgressiveJpegThatIsCutIsRefusedWhereverItIsCut() throws IOException {
        byte[] whole = resource("progressive.jpg");
        assertThat(Images.readRgb("image", whole, MAX).width()).isPositive();
        int end = whole.length;
        while (whole[end - 2] != (byte) 0xff || whole[end - 1] != (byte) 0xd9) {
            end--;
        }
        for (int length = 2; length < end; length++) {
            refuses(Arrays.copyOf(whole, length), "");
        }
        refuses(Arrays.copyOf(whole, end - 10), "the file ends before the image does, expected a whole image");
    }

    @Test
    void webpImagesOfAnotherSizeThanTheirCanvasAreRefused() throws IOException {
        for (String name : new String[] {"lossy.webp", "lossless.webp"}) {
            byte[] simple = resource(name);
            Image image = Images.readRgb("image", simple, MAX);
            assertThat(Images.readRgb("image", onCanvas(simple, image.width(), image.height()), MAX))
                    .isEqualTo(image);
            refuses(onCanvas(simple, image.width() + 500, image.height()), "the image is damaged (a canvas of ");
        }
    }

    /** It asked for codes behind the file's end for more than 20 s, each time with an exception. */
    @Test
    void aWebpThatWantsMoreThanThereIsEndsSoon() throws IOException {
        refuses(resource("ImagesFuzzTestInputs/read/codes-past-the-end.webp"), "the file ends before the image does");
    }

    /** The extended format around the same data. */
    private static byte[] onCanvas(byte[] simple, int width, int height) {
        ByteBuffer out = ByteBuffer.allocate(simple.length + 18).order(ByteOrder.LITTLE_ENDIAN);
        out.put(simple, 0, 12)
                .put("VP8X".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putInt(10);
        out.putInt(0)
                .putShort((short) (width - 1))
                .put((byte) 0)
                .putShort((short) (height - 1))
                .put((byte) 0);
        out.put(simple, 12, simple.length - 12);
        out.putInt(4, simple.length + 10);
        return out.array();
    }
}

package org.instagan.image.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
import org.instagan.image.apart.DecodingException.Why;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ApartDecoderTest {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);
    private static final ApartDecoder DECODER = new ApartDecoder(1, 10_000);
    private static final Image IMAGE = new Image(4, 2, 3, new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12
    });

    @AfterAll
    static void close() {
        DECODER.close();
    }

    private static Picture picture(byte[] bytes) {
        return new Picture("image", bytes, true);
    }

    private static Image read(byte[] bytes) {
        return DECODER.read(picture(bytes), PATIENCE, size -> {});
    }

    private static void assertFails(Why why, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(DecodingException.class)
                .hasMessageStartingWith(message)
                .extracting(e -> ((DecodingException) e).why())
                .isEqualTo(why);
    }

    @Test
    void givesWhatTheDecoderInThisProcessGives() {
        List<Size> announced = new ArrayList<>();
        assertThat(DECODER.read(picture(Images.png(IMAGE)), PATIENCE, announced::add))
                .isEqualTo(IMAGE);
        assertThat(announced).containsExactly(new Size(4, 2));
        assertThat(DECODER.read(new Picture("mask", Images.png(IMAGE), false), PATIENCE, size -> {}))
                .isEqualTo(IMAGE.toGray());
    }

    @Test
    void whatIsNoPictureIsSaidAndTheProcessGoesOn() {
        assertFails(Why.WRONG, "image: not an image", () -> read(new byte[100]));
        assertFails(Why.WRONG, "image: not an image", () -> read(new byte[0]));
        assertFails(
                Why.TOO_LARGE,
                "image: expected at most 10000 pixels, got 101x100",
                () -> read(Images.png(new Image(101, 100, 1, new byte[10_100]))));
        assertThat(read(Images.png(IMAGE))).isEqualTo(IMAGE);
    }

    @Test
    void onePictureThatTakesTooLongCostsItselfAlone() {
        byte[] png = Images.png(IMAGE);
        assertThat(read(png)).isEqualTo(IMAGE);
        // Far less than any process needs, so that its time is over whatever the machine.
        assertFails(
                Why.TOO_COSTLY,
                "image: decoding it takes longer than 1 ms",
                () -> DECODER.read(new Picture("image", new byte[200 << 20], true), 1, size -> {}));
        assertThat(read(png)).isEqualTo(IMAGE);
    }

    /** 1x1 pixels, and a text that becomes 400 MB: more than the process's heap. */
    @Test
    void memoryThatAPictureTakesIsItsOwn() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write(new byte[] {'k', 0, 0});
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(text)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 400; i++) {
                deflated.write(zeros);
            }
        }
        byte[] png = Images.png(new Image(1, 1, 1, new byte[1]));
        int end = png.length - 12; // IEND
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(png, 0, end);
        bomb.write(chunk("zTXt", text.toByteArray()));
        bomb.write(png, end, 12);
        try {
            assertThat(read(bomb.toByteArray()).width()).isEqualTo(1); // a decoder may leave texts alone
        } catch (DecodingException e) {
            assertThat(e.why()).isIn(Why.TOO_COSTLY, Why.WRONG);
        }
        assertThat(read(Images.png(IMAGE))).isEqualTo(IMAGE);
    }

    private static byte[] chunk(String type, byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(data.length);
        out.writeBytes(type);
        out.write(data);
        CRC32 crc = new CRC32();
        crc.update(bytes.toByteArray(), 4, data.length + 4);
        out.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }

    @Test
    void whatItsCallerThrowsComesBack() {
        assertThatThrownBy(() -> DECODER.read(picture(Images.png(IMAGE)), PATIENCE, size -> {
                    throw new IllegalStateException("not this size");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not this size");
        assertThat(read(Images.png(IMAGE))).isEqualTo(IMAGE);
    }
}

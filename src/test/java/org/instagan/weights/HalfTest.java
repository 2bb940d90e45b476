package org.instagan.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Over all 65536 halves; what a half is worth is computed here from its three fields. */
final class HalfTest {
    private static final int INFINITY = 0x7c00;

    @Test
    void everyHalfIsWorthWhatItsFieldsSay() {
        for (int h = 0; h <= 0xffff; h++) {
            float value = Half.toFloat((short) h);
            assertThat(Float.isNaN(value)).isEqualTo((h & 0x7fff) > INFINITY);
            if (!Float.isNaN(value)) {
                assertThat(value).as("half %04x", h).isEqualTo((float) worth(h));
            }
        }
    }

    @Test
    void everyHalfComesBack() {
        for (int h = 0; h <= 0xffff; h++) {
            assertThat(Half.of(Half.toFloat((short) h))).as("half %04x", h).isEqualTo((short) h);
        }
    }

    @Test
    void tiesGoToTheEvenHalfAndAllElseToTheNearest() {
        for (int h = 0; h < INFINITY; h++) {
            float middle = (float) ((worth(h) + (h + 1 == INFINITY ? 0x1p16 : worth(h + 1))) / 2);
            int even = h % 2 == 0 ? h : h + 1;
            rounds(middle, even);
            rounds(Math.nextDown(middle), h);
            rounds(Math.nextUp(middle), h + 1);
        }
    }

    @Test
    void numbersThatAreTooLargeBecomeInfinite() {
        rounds(Half.MAX_VALUE, 0x7bff);
        rounds(65519.996f, 0x7bff);
        rounds(65520, INFINITY);
        rounds(Float.MAX_VALUE, INFINITY);
        rounds(Float.POSITIVE_INFINITY, INFINITY);
        assertThat(Half.overflows(65519.996f)).isFalse();
        assertThat(Half.overflows(-65520)).isTrue();
        assertThat(Half.overflows(Float.NEGATIVE_INFINITY)).isFalse();
        assertThat(Half.overflows(Float.NaN)).isFalse();
    }

    @Test
    void smallNumbersAreMultiplesOfTheSmallest() {
        rounds(0x1p-24f, 1);
        rounds(0x1p-25f, 0);
        rounds(Float.MIN_VALUE, 0);
        rounds(1e-5f, 0x00a8);
    }

    @Test
    void aNanStaysOne() {
        assertThat(Half.of(Float.NaN)).isEqualTo((short) 0x7e00);
        assertThat(Half.of(Float.intBitsToFloat(0x7f800001))).isEqualTo((short) 0x7e00);
    }

    private static void rounds(float x, int expected) {
        assertThat(Half.of(x)).as("%s", x).isEqualTo((short) expected);
        assertThat(Half.of(-x)).as("-%s", x).isEqualTo((short) (expected | 0x8000));
    }

    private static double worth(int half) {
        int exponent = half >>> 10 & 31;
        int fraction = half & 1023;
        double size = exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25);
        if (exponent == 31) {
            size = Double.POSITIVE_INFINITY;
        }
        return half < 0x8000 ? size : -size;
    }
}

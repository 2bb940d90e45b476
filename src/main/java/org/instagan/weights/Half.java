package org.instagan.weights;

/**
 * IEEE 754 binary16 in a short's bits: 1 sign, 5 exponent and 10 fraction bits. Rounds to the nearest, ties to the even
 * one; subnormals (below 2^-14, in steps of 2^-24), infinities and the payloads of NaNs included.
 */
public final class Half {
    /** The largest finite number. */
    public static final float MAX_VALUE = 65504;

    private static final int FLOAT_INFINITY = 0x7f800000;
    private static final int INFINITY = 0x7c00;
    private static final int QUIET_NAN = 0x0200;
    private static final int FRACTION = 0x03ff;
    private static final int DROPPED = 13;
    /** The exponents' biases differ by 127 - 15. */
    private static final int REBIAS = 112 << 23;

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    private static final float SMALLEST = 0x1p-24f;
    /** Halfway from the largest to 2^16, which is even: it and all above become infinite. */
    private static final float FIRST_INFINITE = 65520;

    private Half() {}

    /** The bits of the number nearest to {@code x}. */
    public static short of(float x) {
        int sign = Float.floatToRawIntBits(x) >>> 16 & 0x8000;
        int bits = Float.floatToRawIntBits(x) & 0x7fffffff;
        return (short) (sign | magnitude(bits, Math.abs(x)));
    }

    private static int magnitude(int bits, float size) {
        if (bits > FLOAT_INFINITY) {
            int payload = bits >>> DROPPED & FRACTION;
            return INFINITY | (payload == 0 ? QUIET_NAN : payload);
        }
        if (size >= FIRST_INFINITE) {
            return INFINITY;
        }
        if (size < SMALLEST_NORMAL) {
            return (int) Math.rint(size / SMALLEST);
        }
        int toEven = bits >>> DROPPED & 1;
        return (bits - REBIAS + 0x0fff + toEven) >>> DROPPED;
    }

    /** Exact. */
    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int bits = half & 0x7fff;
        if (bits >= INFINITY) {
            return Float.intBitsToFloat(sign | FLOAT_INFINITY | (bits & FRACTION) << DROPPED);
        }
        if (bits <= FRACTION) {
            return Math.copySign(bits * SMALLEST, Float.intBitsToFloat(sign));
        }
        return Float.intBitsToFloat(sign | (bits << DROPPED) + REBIAS);
    }

    /** Whether {@code x} is finite, and the number nearest to it is not. */
    public static boolean overflows(float x) {
        return Float.isFinite(x) && Math.abs(x) >= FIRST_INFINITE;
    }
}

package org.instagan.data.dataset;

import java.util.Arrays;
import org.instagan.error.InputException;

/**
 * COCO's run lengths of a mask: pixels column by column, runs of 0 and 1 in turn, beginning with 0. In its compressed
 * form each number is a text of 6 bits a character, from the third on as the difference to the one two before.
 */
final class RunLengths {
    private static final int FIRST = 48; // the character that is 0
    private static final int MORE = 0x20;
    private static final int SIGN = 0x10;
    private static final int BITS = 5;

    private RunLengths() {}

    /**
     * The mask, row by row, 255 where it is.
     *
     * @throws InputException when the runs are not as many pixels
     */
    static byte[] mask(String where, long[] runs, int width, int height) {
        byte[] pixels = new byte[Math.multiplyExact(width, height)];
        long at = 0;
        boolean set = false;
        for (long run : runs) {
            if (run < 0 || run > pixels.length - at) {
                throw new InputException(where + ": run lengths pass the " + pixels.length + " pixels of the image");
            }
            for (long end = at + run; set && at < end; at++) {
                pixels[(int) (at % height) * width + (int) (at / height)] = (byte) 255;
            }
            at = set ? at : at + run;
            set = !set;
        }
        if (at != pixels.length) {
            throw new InputException(where + ": run lengths cover " + at + " pixels, the image has " + pixels.length);
        }
        return pixels;
    }

    /** @throws InputException when a number does not end, or is beyond what an image has */
    static long[] decompress(String where, String text) {
        long[] runs = new long[text.length()];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            long value = 0;
            int shift = 0;
            boolean more = true;
            while (more) {
                int bits = at < text.length() ? text.charAt(at++) - FIRST : -1;
                if (bits < 0 || bits >= 2 * MORE || shift > Integer.SIZE) {
                    throw new InputException(where + ": its run lengths '" + shortened(text) + "' are not COCO's");
                }
                value |= (long) (bits & (MORE - 1)) << shift;
                shift += BITS;
                more = (bits & MORE) != 0;
                if (!more && (bits & SIGN) != 0) {
                    value |= -1L << shift;
                }
            }
            runs[count] = count > 2 ? value + runs[count - 2] : value;
            count++;
        }
        return Arrays.copyOf(runs, count);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}

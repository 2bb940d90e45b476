package org.instagan.cli;

import org.instagan.error.InputException;

/** Numbers of options, refused where they are given. */
final class NumberCheck {
    private NumberCheck() {}

    /** @throws InputException naming the option, when the number is out of its range */
    static int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InputException(option + ": expected " + least + " to " + most + ", got " + value);
        }
        return value;
    }

    /** @throws InputException naming the option, for NaN, infinities and what is below the least */
    static double from(String option, double value, double least) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new InputException(option + ": expected a number from " + least + ", got " + value);
        }
        return value;
    }
}

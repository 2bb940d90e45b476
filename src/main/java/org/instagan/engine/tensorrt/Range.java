package org.instagan.engine.tensorrt;

import org.instagan.error.InputException;

/** The numbers that an engine takes along one axis, and the one that it is tuned for. */
record Range(long min, long opt, long max) {
    /** @throws InputException unless 1 ≤ min ≤ opt ≤ max */
    Range {
        if (min < 1 || opt < min || max < opt) {
            throw new InputException("profile: expected 1 <= min <= opt <= max, got " + min + "," + opt + "," + max);
        }
    }

    boolean contains(long n) {
        return n >= min && n <= max;
    }

    /** How far from what it is tuned for: 0 there, as much for twice as for half of it. */
    double distance(long n) {
        return Math.abs(Math.log((double) n / opt));
    }

    /** @param d that every number is a multiple of */
    Range over(long d) {
        return new Range(min / d, opt / d, max / d);
    }

    @Override
    public String toString() {
        return min == max ? Long.toString(min) : min + " to " + max;
    }
}

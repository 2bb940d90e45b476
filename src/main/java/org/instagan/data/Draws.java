package org.instagan.data;

import java.util.SplittableRandom;

/**
 * Random choices as functions of where they are made: no generator's state exists, so that a run that goes on from the
 * middle draws what it would have drawn.
 */
public final class Draws {
    private Draws() {}

    /** @param place epoch, iteration, step, … : a stream of its own for each */
    public static SplittableRandom at(long seed, long... place) {
        SplittableRandom stream = new SplittableRandom(seed);
        for (long number : place) {
            stream = new SplittableRandom(stream.nextLong() ^ number);
        }
        return stream;
    }
}

package org.instagan.train;

/**
 * How far a run is.
 *
 * @param epoch whole epochs done
 * @param index iterations done of the one after them
 * @param iterations done in all
 */
public record Position(int epoch, int index, long iterations) {
    static final Position START = new Position(0, 0, 0);

    /** One iteration on. */
    Position next(int iterationsPerEpoch) {
        boolean whole = index + 1 >= iterationsPerEpoch;
        return new Position(whole ? epoch + 1 : epoch, whole ? 0 : index + 1, iterations + 1);
    }

    boolean isEndOfEpoch() {
        return index == 0 && iterations > 0;
    }
}

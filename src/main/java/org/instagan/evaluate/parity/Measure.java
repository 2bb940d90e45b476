package org.instagan.evaluate.parity;

/**
 * One distance between replay and recording.
 *
 * @param error relative
 * @param noise the same distance between the authors' code in float32 and in float64
 * @param bound what the error may be at most
 */
public record Measure(String name, double error, double noise, double bound) {
    /** Also false where the error is not a number. */
    public boolean passed() {
        return error <= bound;
    }

    /** The error in multiples of the reference's own noise; infinite where that is 0. */
    public double timesNoise() {
        return error == 0 ? 0 : error / noise;
    }
}

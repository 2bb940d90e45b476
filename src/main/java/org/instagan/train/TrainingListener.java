package org.instagan.train;

import java.nio.file.Path;

/** Is told how a run goes. */
public interface TrainingListener {
    /**
     * One iteration done.
     *
     * @param epoch from 1
     * @param step within the epoch, from 1
     * @param steps of an epoch
     * @param seconds this iteration took
     * @param done how much of the run, 0 to 1
     * @param secondsLeft estimated from the run so far
     */
    record Progress(int epoch, int step, int steps, double seconds, double done, double secondsLeft, Losses losses) {}

    void iterated(Progress progress);

    /** The generators as they are at a moment of the run. */
    @FunctionalInterface
    interface Generators {
        /** Writes {@code A2B.onnx} and {@code B2A.onnx} in FP32 with their pieces, not checked against the training graph. */
        void write(Path folder);
    }

    /**
     * Is called before the first iteration and after each; the run waits meanwhile.
     *
     * @param done how much of the run, 0 to 1
     */
    default void paused(double done, Generators generators) {}

    /** A file for the user is there. */
    void wrote(Path file);

    /** Something worth a line. */
    void note(String text);
}

package org.instagan.translate;

import java.nio.FloatBuffer;
import java.util.List;

/** Sees every sequential step of a batch as it ends. The buffers are valid during the call only. */
public interface StepObserver {
    /** Sees nothing, and costs nothing. */
    StepObserver NONE = new StepObserver() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void stepped(Step step) {}
    };

    /**
     * One image after one step.
     *
     * @param image the batch's
     * @param number of the step, from 0
     * @param pixels {@code [3,H,W]}, the image as the step left it
     * @param masks the batch's masks that the step translated
     * @param translated them {@code [n,1,H,W]}
     */
    record Step(int image, int number, FloatBuffer pixels, List<Integer> masks, FloatBuffer translated) {}

    /** Whether images are to be brought back after every step; without an observer only the last one is. */
    default boolean wanted() {
        return true;
    }

    void stepped(Step step);
}

package org.instagan.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.instagan.data.Sample;
import org.instagan.weights.FloatTensor;

/** Lays out what a family's training graph reads, step by step, and keeps on the host what goes from step to step. */
public interface Feeder {
    /**
     * Begins an iteration on as many images of A as of B, all of one size. What is random in it depends on the seed, the
     * epoch and the iteration alone.
     *
     * @param epoch from 0
     * @param index within the epoch, from 0
     */
    Iteration begin(int epoch, int index, List<Sample> a, List<Sample> b);

    /** Everything that goes from one iteration to the next and is no weight; part of a checkpoint. */
    Map<String, FloatTensor> carried();

    /** The steps of one iteration. */
    interface Iteration {
        /** The inputs of the next step; empty when there is none. */
        Optional<Feed> next();

        /**
         * Takes in what the step made, before the next one is asked for.
         *
         * @return the domains that took part
         */
        Set<Domain> take(Map<String, FloatTensor> outputs);
    }

    /**
     * How the instances of a batch are cut into steps.
     *
     * @param insMax the largest instances of an image that take part
     * @param insPer of them in one step
     * @param shuffled whether they come in random order instead of decreasing area
     * @param poolSize earlier translations kept for each discriminator
     */
    record Sequencing(int insMax, int insPer, boolean shuffled, int poolSize, long seed) {}
}

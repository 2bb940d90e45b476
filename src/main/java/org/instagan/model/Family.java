package org.instagan.model;

import java.util.List;
import java.util.Map;
import org.instagan.graph.Graph;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * A kind of model, with its settings: all that training, export and evaluation need to know of it. Whoever trains or
 * exports works with this interface alone, so that a second kind needs no change there.
 */
public interface Family {
    /** First width of the generators, for the model's card. */
    int filters();

    /** The same without what training leaves to chance within its networks, for comparisons. */
    default Family steady() {
        return this;
    }

    /** Every loss, in the order of {@code losses.csv}. */
    List<Loss> losses();

    /**
     * The graph of one training step. Its outputs begin with every loss but the total, under its name.
     *
     * @param exposed whether gradients, as {@code gradient.NAME}, and other values for comparisons are outputs too
     */
    Graph trainingStep(boolean exposed);

    /** What a run of that seed begins with. */
    Start start(long seed);

    /**
     * The beginning of a run.
     *
     * @param weights first ones, of every parameter of {@link #trainingStep}
     * @param carried first values of {@link Feeder#carried}
     */
    record Start(NamedTensors weights, Map<String, FloatTensor> carried) {}

    /** @param carried of an earlier run, or the first */
    Feeder feeder(Feeder.Sequencing schedule, Map<String, FloatTensor> carried);

    /** What a training step made of its images and masks, {@code [B,3,H,W]} and {@code [M,1,H,W]}. */
    Translation translation(Direction direction, Map<String, FloatTensor> outputs);

    /** Images with their masks, as a step translated them. */
    record Translation(FloatTensor image, FloatTensor masks) {}

    /** What a generator's parameters begin with, {@code G_A.} say. */
    String prefix(Direction direction);

    /** A generator as it is exported; inputs and outputs are those of {@link Piece}. */
    Graph piece(Piece piece, Direction direction);
}

package org.instagan.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.instagan.data.Sample;
import org.instagan.model.Domain;
import org.instagan.model.Family;
import org.instagan.model.Feed;
import org.instagan.model.Feeder;
import org.instagan.model.Loss;
import org.instagan.weights.FloatTensor;

/** Training iterations of a family: its feeder lays the steps out, the runner runs them. */
public final class Trainer {
    private final StepRunner runner;
    private final List<Loss> losses;
    private final Feeder feeder;

    /** @param carried what goes from iteration to iteration besides weights, of an earlier run or the family's first */
    public Trainer(StepRunner runner, Family family, Feeder.Sequencing sequencing, Map<String, FloatTensor> carried) {
        this.runner = runner;
        this.losses = family.losses();
        this.feeder = family.feeder(sequencing, carried);
    }

    /** One step: the domains that took part, every output of its graph by name, and its losses. */
    public record Step(Set<Domain> active, Map<String, FloatTensor> values, Losses losses) {}

    /**
     * Trains on one batch of each domain, as many images of A as of B, all of one size.
     *
     * @param epoch from 0
     * @param index of the iteration within the epoch, from 0
     * @return the steps made; none where no image has an instance
     * @throws DivergedException when a loss is not finite; the step's weights are those before it then
     */
    public List<Step> iterate(int epoch, int index, List<Sample> a, List<Sample> b) {
        Feeder.Iteration iteration = feeder.begin(epoch, index, a, b);
        List<Step> steps = new ArrayList<>();
        for (Optional<Feed> feed = iteration.next(); feed.isPresent(); feed = iteration.next()) {
            Map<String, FloatTensor> values = runner.step(feed.get());
            Set<Domain> active = iteration.take(values);
            steps.add(new Step(active, values, Losses.of(losses, active, values)));
        }
        return steps;
    }

    /** What goes from iteration to iteration besides weights, as it is now. */
    public Map<String, FloatTensor> carried() {
        return feeder.carried();
    }
}

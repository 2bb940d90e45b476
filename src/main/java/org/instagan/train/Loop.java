package org.instagan.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.instagan.data.Batch;
import org.instagan.data.UnpairedLoader;
import org.instagan.model.Family;
import org.instagan.weights.FloatTensor;

/** Iteration after iteration, from a position to the plan's end or until it is asked to stop. */
final class Loop {
    private final Family family;
    private final Plan plan;
    private final UnpairedLoader loader;
    private final StepRunner runner;
    private final Trainer trainer;
    private final Keeper keeper;
    private final RunTables tables;
    private final TrainingListener listener;
    private final Stop stop;

    /** Whom the loop works with; all stay open as long as it runs. */
    record Parts(
            UnpairedLoader loader, StepRunner runner, Trainer trainer, Keeper keeper, RunTables tables, Stop stop) {}

    Loop(Family family, Plan plan, Parts parts, TrainingListener listener) {
        this.family = family;
        this.plan = plan;
        this.loader = parts.loader();
        this.runner = parts.runner();
        this.trainer = parts.trainer();
        this.keeper = parts.keeper();
        this.tables = parts.tables();
        this.stop = parts.stop();
        this.listener = listener;
    }

    /** Is told after each iteration. */
    @FunctionalInterface
    interface After {
        void iteration(Moment now);
    }

    /**
     * An iteration that is done.
     *
     * @param isKept whether a checkpoint of it was just written
     * @param isLast whether the run ends with it
     * @param isStopped whether that is because it was asked to
     */
    record Moment(
            Position at,
            TrainingListener.Progress progress,
            double rate,
            boolean isKept,
            boolean isLast,
            boolean isStopped) {}

    /**
     * Trains.
     *
     * @param generators of the moment, for the listener
     * @return where it ended, with a checkpoint
     */
    Position run(Position from, After after, TrainingListener.Generators generators) {
        Clock clock = new Clock(done(from));
        Position at = from;
        listener.paused(done(from), generators);
        OptionalDouble rate = stop.isAsked() ? OptionalDouble.empty() : rate(at);
        while (rate.isPresent()) {
            Position next = at.next(loader.batchesPerEpoch());
            boolean due = keeper.isDue(next);
            TrainingListener.Progress progress = iteration(at, rate.getAsDouble(), clock);
            listener.paused(done(next), generators);
            OptionalDouble then = rate(next);
            boolean stopped = stop.isAsked();
            boolean last = then.isEmpty() || stopped;
            boolean kept = (due || last) && keep(next, last);
            after.iteration(new Moment(next, progress, rate.getAsDouble(), kept, last, stopped));
            at = next;
            rate = last ? OptionalDouble.empty() : then;
        }
        return at;
    }

    private TrainingListener.Progress iteration(Position at, double rate, Clock clock) {
        runner.setLearningRate(rate);
        long begun = System.nanoTime();
        Losses losses = iterate(at);
        plan.learn(losses, at.next(loader.batchesPerEpoch()).isEndOfEpoch());
        double seconds = (System.nanoTime() - begun) / 1e9;
        tables.add(at, rate, seconds, losses);
        TrainingListener.Progress progress = clock.progress(at, seconds, losses);
        listener.iterated(progress);
        return progress;
    }

    private boolean keep(Position at, boolean last) {
        try {
            Map<String, FloatTensor> carried = new TreeMap<>(trainer.carried());
            plan.store(carried);
            return keeper.write(runner, carried, at, last);
        } catch (DivergedException e) {
            throw diverged("after iteration " + at.iterations(), e);
        }
    }

    private OptionalDouble rate(Position at) {
        return plan.rate(at.epoch(), at.index(), loader.batchesPerEpoch());
    }

    private double done(Position at) {
        return plan.done(at.epoch(), at.index(), loader.batchesPerEpoch());
    }

    private Losses iterate(Position at) {
        Batch batch = loader.next(at.epoch(), at.index());
        try {
            List<Losses> steps = new ArrayList<>();
            for (Trainer.Step step : trainer.iterate(at.epoch(), at.index(), batch.a(), batch.b())) {
                steps.add(step.losses());
            }
            return Losses.mean(family.losses(), steps);
        } catch (DivergedException e) {
            throw diverged("at epoch " + (at.epoch() + 1) + ", step " + (at.index() + 1), e);
        }
    }

    private DivergedException diverged(String where, DivergedException e) {
        return new DivergedException("Training stopped " + where + ": " + e.getMessage() + "; " + keeper.lastGoodIs()
                + keeper.lastGood()
                        .map(path -> "; go on from it with a smaller --learning-rate")
                        .orElse("; start again with a smaller --learning-rate"));
    }

    /** How long is left, from what the run took so far. */
    private final class Clock {
        private final long start = System.nanoTime();
        private final double before;

        Clock(double before) {
            this.before = before;
        }

        TrainingListener.Progress progress(Position at, double seconds, Losses losses) {
            double done = done(at.next(loader.batchesPerEpoch()));
            double elapsed = (System.nanoTime() - start) / 1e9;
            double left = elapsed * (1 - done) / Math.max(1e-9, done - before);
            return new TrainingListener.Progress(
                    at.epoch() + 1, at.index() + 1, loader.batchesPerEpoch(), seconds, done, left, losses);
        }
    }
}

package org.instagan.train;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import org.instagan.weights.FloatTensor;

/** How long a run trains, and at which learning rate. */
public interface Plan {
    /** The rate of the next iteration; empty once the run is over. Epochs and their iterations count from 0. */
    OptionalDouble rate(int epoch, int iteration, int iterationsPerEpoch);

    /** How much of the run is done, 0 to 1. */
    double done(int epoch, int iteration, int iterationsPerEpoch);

    /** Is told the losses of every iteration, and whether an epoch ends with it. */
    default void learn(Losses losses, boolean endsEpoch) {}

    /** Adds to a checkpoint what {@link #learn} led to. */
    default void store(Map<String, FloatTensor> carried) {}

    /** Takes out of a checkpoint's what {@link #store} added. */
    default void restore(Map<String, FloatTensor> carried) {}

    /**
     * Over {@code epochs} and {@code decayEpochs} by the configuration's policy: full rate, then linearly to 0 over the
     * latter, as the authors' default; a tenth of it every so many epochs; half a cosine over all of them; or by {@link Plateau}.
     */
    static Plan epochs(RunConfig config) {
        int total = config.epochs() + config.decayEpochs();
        Plateau plateau = new Plateau();
        boolean learns = config.ratePolicy() == RunConfig.RatePolicy.PLATEAU;
        return new Plan() {
            @Override
            public OptionalDouble rate(int epoch, int iteration, int iterationsPerEpoch) {
                if (epoch >= total) {
                    return OptionalDouble.empty();
                }
                return OptionalDouble.of(config.learningRate() * (learns ? plateau.scale() : share(config, epoch)));
            }

            @Override
            public void learn(Losses losses, boolean endsEpoch) {
                plateau.learn(losses, endsEpoch);
            }

            @Override
            public void store(Map<String, FloatTensor> carried) {
                if (learns) {
                    plateau.store(carried);
                }
            }

            @Override
            public void restore(Map<String, FloatTensor> carried) {
                plateau.restore(carried);
                carried.remove(Plateau.NAME);
            }

            @Override
            public double done(int epoch, int iteration, int iterationsPerEpoch) {
                return (epoch + (double) iteration / iterationsPerEpoch) / total;
            }
        };
    }

    private static double share(RunConfig config, int epoch) {
        int steps = epoch / config.rateStep();
        return switch (config.ratePolicy()) {
            case LINEAR -> 1 - Math.max(0.0, epoch + 1 - config.epochs()) / (config.decayEpochs() + 1);
            case PLATEAU -> 1;
            case STEP -> Math.pow(0.1, steps);
            case COSINE -> (1 + Math.cos(Math.PI * epoch / (config.epochs() + config.decayEpochs()))) / 2;
        };
    }

    /** Until the budget is spent, counted from the first question; full rate for the first half, then linearly to 0. */
    static Plan budget(Duration budget, double learningRate) {
        return new Plan() {
            private long start;

            @Override
            public OptionalDouble rate(int epoch, int iteration, int iterationsPerEpoch) {
                if (start == 0) {
                    start = System.nanoTime();
                }
                return falling(learningRate, spent());
            }

            @Override
            public double done(int epoch, int iteration, int iterationsPerEpoch) {
                return Math.min(1, spent());
            }

            private double spent() {
                return start == 0 ? 0 : (System.nanoTime() - start) / (double) budget.toNanos();
            }
        };
    }

    /** For so many iterations, however long they take; full rate for the first half, then linearly to 0. */
    static Plan iterations(int total, double learningRate) {
        return new Plan() {
            @Override
            public OptionalDouble rate(int epoch, int iteration, int iterationsPerEpoch) {
                return falling(learningRate, done(epoch, iteration, iterationsPerEpoch));
            }

            @Override
            public double done(int epoch, int iteration, int iterationsPerEpoch) {
                return ((long) epoch * iterationsPerEpoch + iteration) / (double) total;
            }
        };
    }

    /** The same, but no further than so many iterations in all. */
    default Plan until(long iterations) {
        Plan whole = this;
        return new Plan() {
            @Override
            public OptionalDouble rate(int epoch, int iteration, int iterationsPerEpoch) {
                return (long) epoch * iterationsPerEpoch + iteration >= iterations
                        ? OptionalDouble.empty()
                        : whole.rate(epoch, iteration, iterationsPerEpoch);
            }

            @Override
            public double done(int epoch, int iteration, int iterationsPerEpoch) {
                return whole.done(epoch, iteration, iterationsPerEpoch);
            }

            @Override
            public void learn(Losses losses, boolean endsEpoch) {
                whole.learn(losses, endsEpoch);
            }

            @Override
            public void store(Map<String, FloatTensor> carried) {
                whole.store(carried);
            }

            @Override
            public void restore(Map<String, FloatTensor> carried) {
                whole.restore(carried);
            }
        };
    }

    private static OptionalDouble falling(double learningRate, double spent) {
        return spent >= 1 ? OptionalDouble.empty() : OptionalDouble.of(learningRate * Math.min(1, 2 * (1 - spent)));
    }
}

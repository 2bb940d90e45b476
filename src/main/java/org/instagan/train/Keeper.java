package org.instagan.train;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.error.NativeFailure;
import org.instagan.file.FileProblem;
import org.instagan.weights.FloatTensor;

/** Decides when a checkpoint is due, writes it, and removes old ones. */
final class Keeper {
    private final RunConfig config;
    private final Checkpoints checkpoints;
    private final TrainingListener listener;
    private final Duration interval;
    private long last = System.nanoTime();
    private Optional<Path> lastGood;

    /** @param lastGood that the run goes on from */
    Keeper(RunConfig config, Checkpoints checkpoints, Optional<Path> lastGood, TrainingListener listener) {
        this.config = config;
        this.checkpoints = checkpoints;
        this.lastGood = lastGood;
        this.listener = listener;
        this.interval = Duration.ofNanos((long) (config.checkpointMinutes() * 60e9));
    }

    /** Whether one is to be written at a position, which is the next. */
    boolean isDue(Position next) {
        boolean byTime = !interval.isZero() && System.nanoTime() - last >= interval.toNanos();
        boolean byIterations =
                config.checkpointIterations() > 0 && next.iterations() % config.checkpointIterations() == 0;
        return byTime || byIterations || isAtEpoch(next, config.checkpointEpochs()) || isForGood(next);
    }

    private boolean isForGood(Position position) {
        return isAtEpoch(position, config.keepEpochs());
    }

    private static boolean isAtEpoch(Position position, int epochs) {
        return epochs > 0 && position.isEndOfEpoch() && position.epoch() % epochs == 0;
    }

    /**
     * Writes one. That the disk does not take it costs a warning.
     *
     * @param last whether the run ends here, so that nothing else keeps what was trained
     * @return whether it is there
     * @throws DivergedException when a weight is not finite
     * @throws EnvironmentException where the last one cannot be written
     */
    boolean write(StepRunner runner, Map<String, FloatTensor> carried, Position position, boolean last) {
        this.last = System.nanoTime();
        try {
            Path written = checkpoints.write(runner, carried, position).folder();
            lastGood = Optional.of(written);
            listener.wrote(written);
        } catch (IOException | InputException | EnvironmentException | NativeFailure e) {
            String message = "the checkpoint after iteration " + position.iterations() + " cannot be written ("
                    + (e instanceof IOException io ? FileProblem.reason(io) : e.getMessage()) + "); " + lastGoodIs();
            if (last) {
                throw new EnvironmentException(message, e);
            }
            listener.note("warning: " + message + "; training goes on");
            return false;
        }
        prune();
        return true;
    }

    private void prune() {
        try {
            checkpoints.prune(config.keep(), this::isForGood);
        } catch (IOException e) {
            listener.note("warning: an old checkpoint cannot be removed: " + FileProblem.reason(e));
        }
    }

    Optional<Path> lastGood() {
        return lastGood;
    }

    /** For messages. */
    String lastGoodIs() {
        return lastGood.map(path -> "the last good checkpoint is " + path).orElse("there is no checkpoint yet");
    }
}

package org.instagan.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.model.Family;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointFile;

/**
 * Some iterations of the ordinary trainer from what one process left to what the next goes on with: a worker's part of a
 * round of local SGD (McMahan et al. 2017). A run that is cut into rounds is the run, to the byte.
 */
public final class LocalRound {
    private final RunConfig config;
    private final RunFolder folder;

    /**
     * In a folder of its own, which is not there yet.
     *
     * @param config whose data are this worker's
     */
    public LocalRound(RunConfig config, Path folder) {
        this.config = config;
        this.folder = new RunFolder(folder);
    }

    /**
     * What a run begins with: the session of first weights, and what is carried.
     *
     * @return the session's file in the folder
     */
    public static Path first(RunConfig config, Path folder) {
        Family.Start start = FirstWeights.of(config.family(), config.checked());
        Path session = folder.resolve(Checkpoint.SESSION);
        CheckpointFile.write(session, start.weights());
        Safetensors.write(folder.resolve(Checkpoint.CARRIED), start.carried());
        return session;
    }

    /** Where a worker is after so many iterations, in passes of so many. */
    public static Position position(int iterationsPerEpoch, long iterations) {
        return new Position(
                Math.toIntExact(iterations / iterationsPerEpoch),
                Math.toIntExact(iterations % iterationsPerEpoch),
                iterations);
    }

    /**
     * Trains on.
     *
     * @param session weights and moments, as a checkpoint has them
     * @param carried of this worker, likewise
     * @param begun iterations done before
     * @param iterations to do
     * @return the checkpoint after them
     * @throws InputException when the configuration's epochs end before
     * @throws DivergedException when a loss is not finite
     */
    public Checkpoint run(
            byte[] session, Map<String, FloatTensor> carried, long begun, long iterations, TrainingListener listener) {
        int each = TrainingData.open(config).iterationsPerEpoch(config.batch());
        write(folder, position(each, begun), session, carried);
        ConfigFile.write(folder.config(), config);
        Plan plan = Plan.epochs(config).until(begun + iterations);
        new TrainingRun(config, folder, plan, listener).resume();
        Checkpoint last = folder.newestCheckpoint();
        if (last.position().iterations() != begun + iterations) {
            throw new InputException("epochs: the run ends after "
                    + last.position().iterations() + " iterations of a worker, expected at least "
                    + (begun + iterations) + " for its rounds");
        }
        return last;
    }

    /** A checkpoint of these parts, in a run's folder. */
    public static Checkpoint write(RunFolder folder, Position at, byte[] session, Map<String, FloatTensor> carried) {
        Checkpoint[] written = new Checkpoint[1];
        folder.alone(() -> {
            try {
                written[0] = folder.checkpoints().write(at, partial -> {
                    Files.write(partial.resolve(Checkpoint.SESSION), session);
                    Safetensors.write(partial.resolve(Checkpoint.CARRIED), carried);
                });
            } catch (IOException e) {
                throw FileProblem.of(folder.checkpoints().at(at.iterations()) + ": cannot be written", e);
            }
        });
        return written[0];
    }

    /** Each iteration's losses: {@code losses.csv} of this round. */
    public Path losses() {
        return folder.losses();
    }
}

package org.instagan.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.instagan.error.EnvironmentException;
import org.instagan.train.Checkpoint;
import org.instagan.train.ConfigFile;
import org.instagan.train.LocalRound;
import org.instagan.train.RunConfig;
import org.instagan.train.TrainingListener;
import org.instagan.weights.Safetensors;

/**
 * A worker's part of a round: from the joined session and what this worker carries, iterations of the ordinary trainer; its
 * power vectors and pools go back to the store, its session into the sum. The same whoever runs it, and how often.
 */
final class RoundTask implements Function<Integer, RoundTask.Sum>, Serializable {
    private static final long serialVersionUID = 1;

    private final Broadcast<byte[]> session;
    private final Map<String, String> settings;
    private final DataShare data;
    private final Store store;
    private final long begun;
    private final long iterations;

    /** A checkpoint's bytes, of the sum of so many sessions. */
    record Sum(byte[] bytes, int count) implements Serializable {}

    RoundTask(
            Broadcast<byte[]> session,
            Map<String, String> settings,
            DataShare data,
            Store store,
            long begun,
            long iterations) {
        this.session = session;
        this.settings = settings;
        this.data = data;
        this.store = store;
        this.begun = begun;
        this.iterations = iterations;
    }

    /** Where a worker's carried state after so many iterations is, in the store. */
    static String carried(int worker, long iterations) {
        return "workers/" + worker + "/carried-" + iterations + ".safetensors";
    }

    /** The losses of the round that ended there. */
    static String losses(int worker, long iterations) {
        return "workers/" + worker + "/losses-" + iterations + ".csv";
    }

    /** The configuration as a worker has it: its own data, the task's processors, nothing that is for people to look at. */
    static RunConfig config(Map<String, String> settings, Path data, int threads) {
        RunConfig config = ConfigFile.override(RunConfig.defaults(), settings);
        return ConfigFile.override(
                config,
                Map.of(
                        "data", data.toString(),
                        "init", "",
                        "samples", "never",
                        "checkpoint-minutes", "0",
                        "checkpoint-epochs", "0",
                        "checkpoint-iterations", "0",
                        "threads", Integer.toString(threads)));
    }

    @Override
    public Sum call(Integer worker) throws IOException {
        int threads =
                TaskContext.get() == null ? 1 : Math.max(1, TaskContext.get().cpus());
        Path folder = Files.createTempDirectory("instagan-round");
        try {
            Path before = folder.resolve("before.safetensors");
            Files.write(before, store.read(carried(worker, begun)));
            LocalRound round = new LocalRound(config(settings, data.of(worker), threads), folder.resolve("run"));
            Checkpoint last = round.run(session.value(), Safetensors.read(before), begun, iterations, new Quiet());
            long done = begun + iterations;
            store.write(losses(worker, done), Files.readAllBytes(round.losses()));
            store.write(carried(worker, done), Files.readAllBytes(last.folder().resolve(Checkpoint.CARRIED)));
            return new Sum(Files.readAllBytes(last.session()), 1);
        } catch (IOException e) {
            throw new EnvironmentException("worker " + worker + ": " + e.getMessage(), e);
        } finally {
            Scratch.remove(folder);
        }
    }

    /** What a run says goes to the executor's log. */
    private static final class Quiet implements TrainingListener {
        @Override
        public void iterated(Progress progress) {}

        @Override
        public void wrote(Path file) {}

        @Override
        public void note(String text) {
            System.err.println("instagan: " + text);
        }
    }
}

package org.instagan.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.instagan.error.InputException;
import org.instagan.train.Checkpoint;
import org.instagan.train.ConfigFile;
import org.instagan.train.LocalRound;
import org.instagan.train.Position;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointMean;

/**
 * Training by rounds of local SGD: each worker trains so many iterations on its share of the data, then weights and Adam's
 * moments are averaged; power vectors and pools stay with their worker, in the run's folder. After every round the folder
 * is that of an ordinary run, with one checkpoint a round, whose carried state is worker 0's.
 */
final class LocalSgd {
    private static final String PLAN = "workers/workers.txt";
    private static final int KEPT = 2; // rounds whose carried states stay: a lost task reads the older one

    private final JavaSparkContext context;
    private final RunConfig config;
    private final Map<String, String> settings;
    private final Store store;
    private final Rounds rounds;
    private final DataShare data;
    private final StringBuilder losses = new StringBuilder();
    private int epoch;

    /** How the work is cut. */
    record Rounds(int workers, int localIterations, int count) {
        /** What a run that goes on must not change. */
        String fixed() {
            return "workers " + workers + ", local-iterations " + localIterations;
        }
    }

    /** Is told of each round: its number from 1, and the seconds that it took. */
    @FunctionalInterface
    interface Listener {
        void round(int number, double seconds);
    }

    LocalSgd(JavaSparkContext context, RunConfig config, String out, Rounds rounds) {
        this.context = context;
        this.config = config;
        this.settings = new HashMap<>();
        ConfigFile.values(config).forEach((name, value) -> settings.put(name, String.valueOf(value)));
        SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
        this.store = new Store(out, hadoop);
        this.data = new DataShare(config.data(), rounds.workers(), hadoop);
        this.rounds = rounds;
    }

    /**
     * Trains.
     *
     * @param resume from the newest round that is whole
     * @throws InputException when the folder holds a run and {@code resume} is not asked for, or one of another plan
     */
    void run(boolean resume, Listener listener) throws IOException {
        Path folder = Files.createTempDirectory("instagan-rounds");
        try {
            epoch = data.iterationsPerEpoch(0, config.batch());
            int done = resume ? found() : begin(folder);
            for (int round = 1; round <= done; round++) {
                addLosses(round);
            }
            byte[] session = store.read(checkpoint(done) + "/" + Checkpoint.SESSION);
            for (int round = done; round < rounds.count(); round++) {
                long started = System.nanoTime();
                session = round(session, round, folder);
                listener.round(round + 1, (System.nanoTime() - started) / 1e9);
            }
        } finally {
            Scratch.remove(folder);
        }
    }

    private long iterations(int round) {
        return (long) round * rounds.localIterations();
    }

    private String checkpoint(int round) {
        return "checkpoints/iteration-" + String.format(Locale.ROOT, "%07d", iterations(round));
    }

    /** The rounds that a run has behind it. */
    private int found() {
        if (!store.has(PLAN)) {
            throw new InputException(
                    store + ": no run of 'train' on Spark, expected the folder of one; leave out --resume");
        }
        String before = new String(store.read(PLAN), StandardCharsets.UTF_8);
        if (!before.equals(rounds.fixed())) {
            throw new InputException(
                    store + ": the run began with " + before + " and cannot go on with " + rounds.fixed());
        }
        for (int round = rounds.count(); round >= 0; round--) {
            long at = iterations(round);
            if (store.has(checkpoint(round) + "/checkpoint.json")
                    && IntStream.range(0, rounds.workers()).allMatch(w -> store.has(RoundTask.carried(w, at)))) {
                return round;
            }
        }
        throw new InputException(store + ": holds no round that is whole");
    }

    private int begin(Path folder) throws IOException {
        if (store.has("config.yaml")) {
            throw new InputException(store + ": holds a run already; name another folder, or add --resume");
        }
        Path first = Files.createDirectory(folder.resolve("first"));
        byte[] session = Files.readAllBytes(LocalRound.first(config, first));
        byte[] carried = Files.readAllBytes(first.resolve(Checkpoint.CARRIED));
        for (int worker = 0; worker < rounds.workers(); worker++) {
            store.write(RoundTask.carried(worker, 0), carried);
        }
        keep(folder, new Position(0, 0, 0), session, carried);
        store.write(PLAN, rounds.fixed().getBytes(StandardCharsets.UTF_8));
        Path text = folder.resolve("config.yaml");
        ConfigFile.write(text, ConfigFile.override(config, Map.of("data", local(config.data()))));
        store.write("config.yaml", Files.readAllBytes(text)); // last: with it the folder is a run
        return 0;
    }

    /** As a program without Hadoop names it, where it can. */
    private static String local(String uri) {
        URI data = new org.apache.hadoop.fs.Path(uri).toUri();
        boolean here = data.getScheme() == null || data.getScheme().equals("file");
        return here ? Path.of(data.getPath()).toAbsolutePath().toString() : uri;
    }

    private byte[] round(byte[] session, int round, Path folder) throws IOException {
        Broadcast<byte[]> joined = context.broadcast(session);
        RoundTask task = new RoundTask(joined, settings, data, store, iterations(round), rounds.localIterations());
        List<Integer> workers = IntStream.range(0, rounds.workers()).boxed().toList();
        RoundTask.Sum sum =
                context.parallelize(workers, rounds.workers()).map(task).treeReduce(LocalSgd::sum);
        joined.destroy();
        byte[] mean = CheckpointMean.of(sum.bytes(), sum.count()).mean();
        finish(folder, round + 1, mean);
        return mean;
    }

    private static RoundTask.Sum sum(RoundTask.Sum a, RoundTask.Sum b) {
        CheckpointMean both = CheckpointMean.of(a.bytes(), a.count()).add(CheckpointMean.of(b.bytes(), b.count()));
        return new RoundTask.Sum(both.sum(), both.count());
    }

    /** The round's checkpoint and losses; what no later round needs goes. */
    private void finish(Path folder, int round, byte[] mean) throws IOException {
        long done = iterations(round);
        byte[] carried = store.read(RoundTask.carried(0, done));
        keep(folder, LocalRound.position(epoch, done), mean, carried);
        addLosses(round);
        store.write("losses.csv", losses.toString().getBytes(StandardCharsets.UTF_8));
        long old = iterations(round - KEPT);
        if (old >= 0) {
            for (int worker = 0; worker < rounds.workers(); worker++) {
                store.delete(RoundTask.carried(worker, old));
            }
        }
        int oldest = round - config.keep();
        if (oldest >= 0) {
            store.delete(checkpoint(oldest));
        }
    }

    private void keep(Path folder, Position at, byte[] session, byte[] carried) throws IOException {
        Path file = folder.resolve("carried");
        Files.write(file, carried);
        Path run = folder.resolve("run-" + at.iterations());
        Checkpoint written = LocalRound.write(new RunFolder(run), at, session, Safetensors.read(file));
        store.put(written.folder(), "checkpoints/" + written.folder().getFileName());
        Scratch.remove(run);
    }

    /** Worker 0's of a round. */
    private void addLosses(int round) {
        String own = new String(store.read(RoundTask.losses(0, iterations(round))), StandardCharsets.UTF_8);
        losses.append(losses.length() == 0 ? own : own.substring(own.indexOf('\n') + 1));
    }
}

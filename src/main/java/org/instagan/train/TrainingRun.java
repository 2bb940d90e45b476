package org.instagan.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.instagan.data.Augment;
import org.instagan.data.Batch;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Item;
import org.instagan.data.UnpairedLoader;
import org.instagan.file.WorkFolder;
import org.instagan.model.Direction;
import org.instagan.model.Domain;
import org.instagan.model.Family;
import org.instagan.model.Feeder;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.report.Count;
import org.instagan.report.LossPlot;
import org.instagan.weights.checkpoint.CheckpointFile;
import org.instagan.weights.checkpoint.TrainingState;

/**
 * A training run from its configuration to its last checkpoint. What it leaves in its folder is described at {@link
 * RunFolder}. With the same configuration on the same machine's CPU, checkpoints are the same to the byte.
 */
public final class TrainingRun {
    private static final int LOADING_THREADS = 2;
    private static final long BYTES_PER_WEIGHT = 4L * 3 * 3;
    private static final String EPOCHS_DONE = "epochs_done";

    private final RunConfig config;
    private final Family family;
    private final RunFolder folder;
    private final Plan plan;
    private final TrainingListener listener;
    private Path lastGood;

    /** @throws org.instagan.error.InputException when settings contradict, or the device does not work here */
    public TrainingRun(RunConfig config, RunFolder folder, Plan plan, TrainingListener listener) {
        this(config, config.family(), folder, plan, listener);
    }

    /**
     * A run of another kind of model than the configuration names.
     *
     * @throws org.instagan.error.InputException as the other constructor
     */
    public TrainingRun(RunConfig config, Family family, RunFolder folder, Plan plan, TrainingListener listener) {
        this.config = config.checked();
        this.family = family;
        Device.parse(config.device()).require();
        this.folder = folder;
        this.plan = plan;
        this.listener = listener;
    }

    /**
     * Trains from fresh weights.
     *
     * @throws org.instagan.error.InputException when data or folder are not fit for it; nothing is trained then
     * @throws DivergedException when a loss is not finite
     */
    public void start() {
        InstanceFolder a = domain(Domain.A);
        InstanceFolder b = domain(Domain.B);
        TrainingState state = family.initial(config.seed());
        folder.create(bytes(state));
        // Absolute: whoever resumes may stand in another folder.
        String data = Path.of(config.data()).toAbsolutePath().normalize().toString();
        ConfigFile.write(folder.config(), ConfigFile.override(config, Map.of("data", data)));
        train(a, b, state, 0);
    }

    /** Goes on from the folder's last checkpoint: weights, Adam's state, epoch and rate; the image pool starts empty. */
    public void resume() {
        InstanceFolder a = domain(Domain.A);
        InstanceFolder b = domain(Domain.B);
        Path last = folder.lastCheckpoint()
                .orElseThrow(() -> new org.instagan.error.InputException(
                        folder.config().resolveSibling("checkpoints") + ": no checkpoint to go on from"));
        TrainingState state = CheckpointFile.read(last);
        int done = Math.toIntExact(state.properties().ints().getOrDefault(EPOCHS_DONE, 0L));
        if (plan.rate(done, 0, 1).isEmpty()) {
            listener.note(
                    last + ": the run is finished, after " + Count.of(done, "epoch") + "; nothing is left to train");
            return;
        }
        folder.prepare(bytes(state));
        lastGood = last;
        listener.note("going on from " + last);
        train(a, b, state, done);
    }

    private InstanceFolder domain(Domain x) {
        Path data = Path.of(config.data());
        InstanceFolder domain = InstanceFolder.open(data.resolve("train" + x), data.resolve("train" + x + "_seg"))
                .requireMasks();
        // A file that cannot be read must be found now, not hours later.
        domain.items().parallelStream().forEach(Item::read);
        listener.note(x + ": " + Count.of(domain.items().size(), "image") + ", "
                + Count.of(
                        domain.items().stream().mapToInt(i -> i.masks().size()).sum(), "mask"));
        return domain;
    }

    private static long bytes(TrainingState state) {
        return BYTES_PER_WEIGHT
                * state.trainable().values().stream()
                        .mapToLong(t -> t.data().length)
                        .sum();
    }

    private void train(InstanceFolder a, InstanceFolder b, TrainingState state, int firstEpoch) {
        listener.note("building the training graph and opening its session");
        Augment augment = new Augment(
                config.loadSize().height(),
                config.loadSize().width(),
                config.cropSize().height(),
                config.cropSize().width(),
                config.flip());
        StepRunner.Settings settings =
                new StepRunner.Settings(config.beta1(), Device.parse(config.device()), config.computeThreads(), false);
        try (WorkFolder work = folder.work();
                UnpairedLoader loader =
                        new UnpairedLoader(a, b, augment, config.batch(), config.seed(), LOADING_THREADS);
                StepRunner runner = new StepRunner(family, state, settings, work.path());
                LossLog log = new LossLog(folder.losses(), family.losses())) {
            Trainer trainer = new Trainer(runner, family, sequencing(firstEpoch), state.frozen());
            epochs(loader, runner, trainer, log, new SampleSheets(config, family, a, b, work.path()), firstEpoch);
        }
    }

    private void epochs(
            UnpairedLoader loader,
            StepRunner runner,
            Trainer trainer,
            LossLog log,
            SampleSheets sheets,
            int firstEpoch) {
        TrainingListener.Generators generators = folder ->
                Exporter.writePlain(folder, family, this::card, runner.state().trainable());
        listener.paused(plan.done(firstEpoch, 0, loader.batchesPerEpoch()), generators);
        long start = System.nanoTime();
        double before = plan.done(firstEpoch, 0, loader.batchesPerEpoch());
        int epoch = firstEpoch;
        boolean more = plan.rate(epoch, 0, loader.batchesPerEpoch()).isPresent();
        while (more) {
            for (int i = 0; i < loader.batchesPerEpoch(); i++) {
                OptionalDouble rate = plan.rate(epoch, i, loader.batchesPerEpoch());
                if (rate.isEmpty()) {
                    break;
                }
                long begun = System.nanoTime();
                runner.setLearningRate(rate.getAsDouble());
                Losses losses = iterate(trainer, loader.next(epoch, i), epoch, i);
                double seconds = (System.nanoTime() - begun) / 1e9;
                log.add(epoch, i, seconds, losses);
                double done = plan.done(epoch, i + 1, loader.batchesPerEpoch());
                double elapsed = (System.nanoTime() - start) / 1e9;
                double left = elapsed * (1 - done) / Math.max(1e-9, done - before);
                listener.iterated(new TrainingListener.Progress(
                        epoch + 1, i + 1, loader.batchesPerEpoch(), seconds, done, left, losses));
                listener.paused(done, generators);
            }
            epoch++;
            more = plan.rate(epoch, 0, loader.batchesPerEpoch()).isPresent();
            keep(runner, trainer, sheets, epoch, !more);
        }
    }

    /** Seeded by the epoch too, so that a resumed run does not repeat the first one's choices. */
    private Feeder.Sequencing sequencing(int firstEpoch) {
        Feeder.Sequencing s = config.sequencing();
        return new Feeder.Sequencing(s.insMax(), s.insPer(), s.shuffled(), s.poolSize(), s.seed() + firstEpoch);
    }

    private ModelCard card(Direction direction) {
        return config.card(direction, Precision.FP32);
    }

    private Losses iterate(Trainer trainer, Batch batch, int epoch, int i) {
        List<Losses> steps = new ArrayList<>();
        for (Trainer.Step step : trainer.iterate(batch.a(), batch.b())) {
            Losses losses = step.losses();
            losses.values().forEach((loss, value) -> requireFinite(loss.name(), value, epoch, i));
            steps.add(losses);
        }
        return Losses.mean(family.losses(), steps);
    }

    private void requireFinite(String name, double value, int epoch, int i) {
        if (!Double.isFinite(value)) {
            throw new DivergedException("Training stopped at epoch " + (epoch + 1) + ", step " + (i + 1) + ": loss '"
                    + name + "' is " + value + "; "
                    + (lastGood == null ? "there is no checkpoint yet" : "the last good checkpoint is " + lastGood)
                    + "; a smaller learning-rate may help");
        }
    }

    private void keep(StepRunner runner, Trainer trainer, SampleSheets sheets, int epoch, boolean last) {
        boolean sample = config.sampleEvery() > 0 && (epoch % config.sampleEvery() == 0 || last);
        boolean checkpoint = epoch % config.checkpointEvery() == 0 || last;
        if (!sample && !checkpoint) {
            return;
        }
        TrainingState state = runner.state();
        if (checkpoint) {
            Map<String, Long> ints = new LinkedHashMap<>();
            ints.put(EPOCHS_DONE, (long) epoch);
            TrainingState whole = new TrainingState(
                    state.trainable(),
                    trainer.carried(),
                    state.optimizer(),
                    new TrainingState.Properties(ints, Map.of(), Map.of()));
            CheckpointFile.write(folder.checkpoint(epoch), whole);
            lastGood = folder.checkpoint(epoch);
            listener.wrote(lastGood);
            LossPlot.write(folder.losses(), folder.plot(), family.losses());
        }
        if (sample) {
            sheets.write(folder, epoch, state.trainable());
            for (Direction direction : Direction.values()) {
                listener.wrote(folder.sample(epoch, direction));
            }
        }
    }
}

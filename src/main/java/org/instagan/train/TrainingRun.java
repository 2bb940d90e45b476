package org.instagan.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.instagan.data.Augment;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Item;
import org.instagan.data.UnpairedLoader;
import org.instagan.error.InputException;
import org.instagan.file.WorkFolder;
import org.instagan.model.Family;
import org.instagan.model.Precision;
import org.instagan.model.artifact.Exporter;
import org.instagan.report.Count;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * A training run from its configuration to its last checkpoint. What it leaves in its folder is described at {@link
 * RunFolder}. With the same configuration on the same machine's CPU, checkpoints and {@code losses.csv} are the same to
 * the byte, also where a run was stopped and went on.
 */
public final class TrainingRun {
    private static final int LOADING_THREADS = 2;
    /** Weights, two moments of each. */
    private static final long BYTES_PER_WEIGHT = 4L * 3;

    private final RunConfig config;
    private final Family family;
    private final RunFolder folder;
    private final Plan plan;
    private final TrainingListener listener;
    private final Stop stop = new Stop();

    /** @throws InputException when settings contradict, or the device does not work here */
    public TrainingRun(RunConfig config, RunFolder folder, Plan plan, TrainingListener listener) {
        this(config, config.family(), folder, plan, listener);
    }

    /**
     * A run of another kind of model than the configuration names.
     *
     * @throws InputException as the other constructor
     */
    public TrainingRun(RunConfig config, Family family, RunFolder folder, Plan plan, TrainingListener listener) {
        this.config = config.checked().requireData().resolved();
        this.family = family;
        config.target().require();
        this.folder = folder;
        this.plan = plan;
        this.listener = listener;
    }

    /** By which another thread ends it early. */
    public Stop stop() {
        return stop;
    }

    /**
     * Trains from first weights.
     *
     * @throws InputException when data or folder are not fit for it; nothing is trained then
     * @throws DivergedException when a loss is not finite
     */
    public void start() {
        folder.requireUnused();
        TrainingData data = data();
        Family.Start first = FirstWeights.of(family, config);
        requireMemory(first.weights());
        folder.alone(() -> {
            folder.requireUnused(); // nobody was quicker
            begin(data, first);
        });
    }

    /**
     * Goes on from the folder's newest checkpoint that is whole, or begins where there is none.
     *
     * @throws InputException and DivergedException as {@link #start}
     */
    public void resume() {
        TrainingData data = data();
        folder.alone(() -> {
            Optional<Checkpoint> newest = folder.checkpoints().newest(listener::note);
            if (newest.isEmpty()) {
                listener.note(folder.config().resolveSibling("checkpoints")
                        + ": no checkpoint to go on from; the run starts at its beginning");
                Family.Start first = FirstWeights.of(family, config);
                requireMemory(first.weights());
                begin(data, first);
                return;
            }
            goOn(data, newest.get());
        });
    }

    private void begin(TrainingData data, Family.Start first) {
        requireDisk(first.weights());
        ConfigFile.write(folder.config(), config);
        try (WorkFolder work = folder.work()) {
            listener.note("building the training graph and opening its session");
            try (StepRunner runner = StepRunner.fresh(family, first.weights(), settings(), work.path())) {
                train(data, new Begun(runner, first.carried(), Position.START, Optional.empty()), work.path());
            }
        }
    }

    private void goOn(TrainingData data, Checkpoint last) {
        Position at = last.position();
        int iterations = data.iterationsPerEpoch(config.batch());
        if (at.index() >= iterations) {
            throw new InputException("--data " + config.data() + ": an epoch has " + iterations
                    + " iterations, the run stopped after " + at.index() + " of one; images are missing");
        }
        if (plan.rate(at.epoch(), at.index(), iterations).isEmpty()) {
            listener.note(last.folder() + ": the run is finished, after " + Count.of(at.epoch(), "epoch")
                    + "; nothing is left to train (--epochs N for more)");
            return;
        }
        requireMemory(last.state().weights());
        requireDisk(last.state().weights());
        ConfigFile.write(folder.config(), config);
        try (WorkFolder work = folder.work()) {
            listener.note("going on from " + last.folder());
            try (StepRunner runner = new StepRunner(family, last.session(), settings(), work.path())) {
                train(data, new Begun(runner, last.carried(), at, Optional.of(last.folder())), work.path());
            }
        }
    }

    /** Where a session stands before the first iteration of this process. */
    private record Begun(StepRunner runner, Map<String, FloatTensor> carried, Position at, Optional<Path> checkpoint) {}

    private TrainingData data() {
        TrainingData data = TrainingData.open(config);
        check("A", data.a());
        check("B", data.b());
        return data;
    }

    /** A file that cannot be read must be found now, not hours later. */
    private void check(String name, InstanceFolder domain) {
        domain.items().parallelStream().forEach(Item::read);
        listener.note(name + ": " + Count.of(domain.items().size(), "image") + ", "
                + Count.of(
                        domain.items().stream().mapToInt(i -> i.masks().size()).sum(), "mask"));
    }

    /** For one checkpoint more than stay, and for what the session is made of. */
    private void requireDisk(NamedTensors weights) {
        long elements = weights.shapes().values().stream()
                .mapToLong(FloatTensor::elements)
                .sum();
        folder.requireSpace(BYTES_PER_WEIGHT * elements * 2);
    }

    private void requireMemory(NamedTensors weights) {
        if (config.target().isCpu()) {
            listener.note(MemoryNeed.of(config, weights).checked(config));
        }
    }

    private StepRunner.Settings settings() {
        return new StepRunner.Settings(config.beta1(), config.target(), config.computeThreads(), false);
    }

    private void train(TrainingData data, Begun begun, Path work) {
        Augment augment = new Augment(
                config.loadSize().height(),
                config.loadSize().width(),
                config.cropSize().height(),
                config.cropSize().width(),
                config.flip());
        Position at = begun.at();
        Keeper keeper = new Keeper(config, folder.checkpoints(), begun.checkpoint(), listener);
        Map<String, FloatTensor> carried = new TreeMap<>(begun.carried());
        plan.restore(carried);
        Trainer trainer = new Trainer(begun.runner(), family, config.sequencing(), carried);
        SampleSheets sheets = new SampleSheets(config, family, data.a(), data.b(), work);
        RunView.Subjects subjects = new RunView.Subjects(sheets, begun.runner(), keeper);
        Optional<Position> ended = Optional.empty();
        try (UnpairedLoader loader = new UnpairedLoader(
                        data.a(), data.b(), augment, config.batch(), config.seed(), LOADING_THREADS);
                RunTables tables = new RunTables(folder, family.losses(), at.iterations(), listener::note);
                RunView view = new RunView(folder, config, family.losses(), subjects, listener)) {
            Loop.Parts parts = new Loop.Parts(loader, begun.runner(), trainer, keeper, tables, stop);
            stop.begin();
            Position end = new Loop(family, plan, parts, listener).run(at, view, generators(begun.runner()));
            ended = Optional.of(end);
        } finally {
            stop.end(ended);
        }
    }

    private TrainingListener.Generators generators(StepRunner runner) {
        return to -> Exporter.writePlain(
                to,
                family,
                direction -> config.card(direction, Precision.FP32),
                runner.state().weights());
    }
}

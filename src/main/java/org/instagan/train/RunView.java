package org.instagan.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.model.Direction;
import org.instagan.model.Loss;
import org.instagan.report.LossPlot;
import org.instagan.report.tensorboard.EventFile;
import org.instagan.weights.checkpoint.SessionState;

/** What the user sees of a run while it goes on: page, plot, sample grids, TensorBoard's events. None can end the run. */
final class RunView implements Loop.After, AutoCloseable {
    private static final long BETWEEN_PAGES = TimeUnit.SECONDS.toNanos(20);

    private final RunFolder folder;
    private final List<Loss> losses;
    private final Subjects subjects;
    private final Sampling sampling;
    private final RunPage page;
    private final TrainingListener listener;
    private final Set<String> told = new HashSet<>();
    private EventFile events;
    private long lastPage;

    /** What the pictures are of, and who knows which checkpoint is the last good one. */
    record Subjects(SampleSheets sheets, StepRunner runner, Keeper keeper) {}

    RunView(RunFolder folder, RunConfig config, List<Loss> losses, Subjects subjects, TrainingListener listener) {
        this.folder = folder;
        this.losses = losses;
        this.subjects = subjects;
        this.sampling = new Sampling(config.samples());
        this.page = new RunPage(folder, config, losses);
        this.listener = listener;
    }

    @Override
    public void iteration(Loop.Moment now) {
        guarded("TensorBoard's events", () -> scalars(now));
        if (!now.isStopped() && sampling.isDue(now.at(), now.isKept(), now.isLast())) {
            guarded("the samples", () -> samples(now));
        }
        if (now.isKept()) {
            guarded("the plot", () -> LossPlot.write(folder.losses(), folder.plot(), losses));
        }
        if (now.isKept() || now.isLast() || System.nanoTime() - lastPage >= BETWEEN_PAGES) {
            lastPage = System.nanoTime();
            guarded("the page", () -> {
                page.write(state(now), now.progress(), now.rate(), subjects.keeper.lastGoodIs());
                if (events != null) {
                    events.flush();
                }
            });
        }
    }

    private static RunPage.State state(Loop.Moment now) {
        return now.isStopped() ? RunPage.State.STOPPED : now.isLast() ? RunPage.State.FINISHED : RunPage.State.RUNNING;
    }

    private void scalars(Loop.Moment now) throws IOException {
        long step = now.at().iterations();
        if (events == null) {
            events = EventFile.in(folder.tensorBoard(), step);
        }
        for (var loss : now.progress().losses().values().entrySet()) {
            events.scalar(step, "loss/" + loss.getKey().name(), loss.getValue());
        }
        events.scalar(step, "run/learning_rate", now.rate());
        events.scalar(step, "run/seconds", now.progress().seconds());
    }

    private void samples(Loop.Moment now) throws IOException {
        Position at = now.at();
        sampling.begun();
        subjects.sheets.write(folder, at.iterations(), weights(now).weights());
        for (Direction direction : Direction.values()) {
            Path grid = folder.sample(at.iterations(), direction);
            listener.wrote(grid);
            image(at, direction, grid);
            SampleStrip.write(folder, direction, subjects.sheets.size());
        }
    }

    /** Of the checkpoint that was just written, or saved for this: that takes memory, see {@link MemoryNeed}. */
    private SessionState weights(Loop.Moment now) {
        return now.isKept()
                ? Checkpoint.open(folder.checkpoints().at(now.at().iterations()))
                        .state()
                : subjects.runner.state();
    }

    private void image(Position at, Direction direction, Path grid) throws IOException {
        if (events != null) { // else its folder could not be written, which was said
            Image image = Images.readRgb(grid);
            byte[] png = Files.readAllBytes(grid);
            events.image(at.iterations(), "samples/" + direction.name(), png, image.width(), image.height());
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void guarded(String what, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            if (told.add(what)) { // once: it may well fail after each iteration
                listener.note("warning: " + what + " cannot be written: "
                        + (e instanceof IOException ? FileProblem.reason(e) : e.getMessage()));
            }
        }
    }

    @Override
    public void close() {
        if (events != null) {
            guarded("TensorBoard's events", events::close);
        }
    }
}

package org.instagan.train;

import java.util.List;
import org.instagan.model.Direction;
import org.instagan.model.Loss;
import org.instagan.report.LossPlot;

/** What the user sees of a run while it goes on: plot and sample grids. None of it can end the run. */
final class RunView implements Loop.After {
    private final RunFolder folder;
    private final List<Loss> losses;
    private final Sampling sampling;
    private final SampleSheets sheets;
    private final StepRunner runner;
    private final TrainingListener listener;

    RunView(
            RunFolder folder,
            List<Loss> losses,
            Sampling sampling,
            SampleSheets sheets,
            StepRunner runner,
            TrainingListener listener) {
        this.folder = folder;
        this.losses = losses;
        this.sampling = sampling;
        this.sheets = sheets;
        this.runner = runner;
        this.listener = listener;
    }

    @Override
    public void iteration(Position at, boolean kept, boolean last) {
        if (sampling.isDue(at, kept, last)) {
            guarded("the samples", () -> samples(at));
        }
        if (kept) {
            guarded("the plot", () -> LossPlot.write(folder.losses(), folder.plot(), losses));
        }
    }

    private void samples(Position at) {
        sampling.begun();
        sheets.write(folder, at.iterations(), runner.state().weights());
        for (Direction direction : Direction.values()) {
            listener.wrote(folder.sample(at.iterations(), direction));
        }
    }

    private void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            listener.note("warning: " + what + " cannot be drawn: " + e.getMessage());
        }
    }
}

package org.instagan;

import java.nio.file.Path;
import org.instagan.train.TrainingListener;

/** Hears of a training and says nothing. */
public final class QuietTraining implements TrainingListener {
    @Override
    public void iterated(Progress progress) {}

    @Override
    public void wrote(Path file) {}

    @Override
    public void note(String text) {}
}

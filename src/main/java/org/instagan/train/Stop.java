package org.instagan.train;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How another thread ends a run: after the iteration that it is in, with a checkpoint. */
public final class Stop {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile boolean begun;
    private volatile Optional<Position> position = Optional.empty();

    /**
     * Asks the run to end and waits for that; returns at once where it has not begun to train.
     *
     * @return where it ended, with a checkpoint; empty when it has not begun, or did not end within the patience
     */
    public Optional<Position> ask(Duration patience) {
        asked = true;
        try {
            return begun && ended.await(patience.toMillis(), TimeUnit.MILLISECONDS) ? position : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether a run trains now that can be asked to end. */
    public boolean isRunning() {
        return begun && ended.getCount() > 0;
    }

    boolean isAsked() {
        return asked;
    }

    void begin() {
        begun = true;
    }

    void end(Optional<Position> kept) {
        position = kept;
        ended.countDown();
    }
}

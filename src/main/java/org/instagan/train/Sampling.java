package org.instagan.train;

import java.util.concurrent.TimeUnit;

/** Decides when sample grids are due, see {@link RunConfig#samples}. */
final class Sampling {
    private static final long FIRST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final SampleTimes times;
    private final long start = System.nanoTime();
    private boolean begun;

    Sampling(SampleTimes times) {
        this.times = times;
    }

    /** @param kept whether a checkpoint is written at that position, or the run ends there */
    boolean isDue(Position at, boolean kept, boolean last) {
        return switch (times.iterations()) {
            case SampleTimes.NEVER -> false;
            case SampleTimes.WITH_CHECKPOINTS -> kept || (!begun && System.nanoTime() - start >= FIRST_NANOS);
            default -> last || at.iterations() % times.iterations() == 0;
        };
    }

    void begun() {
        begun = true;
    }
}

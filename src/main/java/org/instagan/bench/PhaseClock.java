package org.instagan.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Divides a request's time among the phases: each lap gives all the time since the last one to one of them. */
final class PhaseClock {
    private static final double NANOS = 1e9;

    private final LongSupplier nanoTime;
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private long last;

    PhaseClock() {
        this(System::nanoTime);
    }

    PhaseClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A new request begins. */
    void start() {
        nanos.clear();
        last = nanoTime.getAsLong();
    }

    void lap(Phase phase) {
        long now = nanoTime.getAsLong();
        nanos.merge(phase, now - last, Long::sum);
        nanos.merge(Phase.END_TO_END, now - last, Long::sum);
        last = now;
    }

    /** Seconds of each phase; all of them are there. */
    Map<Phase, Double> seconds() {
        Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            seconds.put(phase, nanos.getOrDefault(phase, 0L) / NANOS);
        }
        return seconds;
    }
}

package org.instagan.engine.winograd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Threads that share out loops, the caller among them. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ForkJoinPool pool;

    /** @param threads with the caller's */
    Workers(int threads) {
        this.threads = threads;
        this.pool = new ForkJoinPool(Math.max(1, threads - 1));
    }

    /** Calls the body for 0 to {@code count - 1}, in any order; returns when all are done. */
    void each(int count, IntConsumer body) {
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                body.accept(i);
            }
        };
        List<ForkJoinTask<?>> helping = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            helping.add(pool.submit(work));
        }
        try {
            work.run();
        } finally {
            // Also where it fails here: what they write to is not theirs any more afterwards.
            helping.forEach(ForkJoinTask::quietlyJoin);
        }
        helping.forEach(ForkJoinTask::join);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}

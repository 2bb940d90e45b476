package org.instagan.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.instagan.image.Size;
import org.instagan.serve.http.Refusal;

/**
 * Gathers one model's jobs of equal size into batches, for one thread to work off. A batch starts when it is full, or
 * when its first job has waited long enough; while a batch runs the next one grows. Jobs nobody waits for any more are
 * dropped.
 */
final class Batcher {
    /** Elements of all masks of a batch, 256 MB in float; a single job may have more. */
    private static final long MAX_VOLUME = 64L << 20;

    private final IntSupplier maxImages;
    private final long maxDelayNanos;
    private final Consumer<List<Job>> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closed;

    /**
     * Starts its thread.
     *
     * @param maxImages asked before every batch: a model that is reloaded may take another number
     * @param work completes or fails every job that it is given, and throws nothing
     */
    Batcher(String name, IntSupplier maxImages, long maxDelayNanos, Consumer<List<Job>> work) {
        this.maxImages = maxImages;
        this.maxDelayNanos = maxDelayNanos;
        this.work = work;
        this.thread = new Thread(this::loop, "batcher-" + name);
        thread.start();
    }

    void add(Job job) {
        lock.lock();
        try {
            if (closed) {
                throw new Refusal(Refusal.UNAVAILABLE, "server: it is shutting down");
            }
            waiting.add(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Jobs that no batch has taken yet. */
    int length() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        try {
            for (List<Job> batch = next(); !batch.isEmpty(); batch = next()) {
                work.accept(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next batch; an empty one is the end. */
    private List<Job> next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                waiting.removeIf(Job::isOver);
                if (waiting.isEmpty() && closed) {
                    return List.of();
                }
                List<Job> batch = ready();
                if (!batch.isEmpty()) {
                    waiting.removeAll(batch);
                    return batch;
                }
                long nanos = waiting.isEmpty()
                        ? Long.MAX_VALUE
                        : maxDelayNanos - waiting.getFirst().age();
                if (nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The oldest job's batch once that job has waited its time, else any that is full, else none. */
    private List<Job> ready() {
        int most = maxImages.getAsInt();
        Map<Size, Group> groups = new LinkedHashMap<>();
        for (Job job : waiting) {
            groups.computeIfAbsent(job.size(), size -> new Group(most)).offer(job);
        }
        if (!waiting.isEmpty() && (closed || waiting.getFirst().age() >= maxDelayNanos)) {
            return groups.values().iterator().next().jobs;
        }
        return groups.values().stream()
                .filter(group -> group.full)
                .findFirst()
                .map(group -> group.jobs)
                .orElse(List.of());
    }

    /** The first jobs of a size, as many as one batch takes. */
    private static final class Group {
        private final int most;
        private final List<Job> jobs = new ArrayList<>();
        private int images;
        private long volume;
        private boolean full;

        Group(int most) {
            this.most = most;
        }

        void offer(Job job) {
            int count = job.samples().size();
            boolean fits = images + count <= most && volume + job.volume() <= MAX_VOLUME;
            if (full || !(fits || jobs.isEmpty())) {
                full = true; // later jobs do not overtake
                return;
            }
            jobs.add(job);
            images += count;
            volume += job.volume();
            full = images >= most;
        }
    }

    /** Works off what is there, then ends. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join();
    }
}

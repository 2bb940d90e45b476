package org.instagan.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.instagan.image.Size;
import org.instagan.serve.http.Refusal;

/**
 * Gathers one model's jobs of equal size into batches, for one thread a device to work off. A batch starts when it is
 * full, or when its first job has waited long enough; while batches run the next one grows. Jobs nobody waits for any
 * more are dropped.
 */
final class Batcher {
    private final Bounds bounds;
    private final long maxDelayNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final List<Worker> workers;
    private boolean closed;
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * What a batch may have; a single job may have more.
     *
     * @param images asked before every batch: a model that is reloaded may take another number
     * @param pixels of all its images, which the memory of a step grows with
     */
    record Bounds(ToIntFunction<Size> images, long pixels) {}

    /**
     * Starts its threads.
     *
     * @param works one a thread: completes or fails every job that it is given
     */
    Batcher(String name, Bounds bounds, long maxDelayNanos, List<Consumer<List<Job>>> works) {
        this.bounds = bounds;
        this.maxDelayNanos = maxDelayNanos;
        this.workers = works.stream().map(work -> new Worker(name, work)).toList();
        workers.forEach(worker -> worker.thread.start());
    }

    void add(Job job) {
        lock.lock();
        try {
            if (closed) {
                throw stopped();
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

    /** How often the work threw, which it should not. */
    int failures() {
        return failures.get();
    }

    /** Whether all of its threads are. */
    boolean isAlive() {
        return workers.stream().allMatch(worker -> worker.thread.isAlive());
    }

    /** A thread with what it works on. */
    private final class Worker {
        private final Consumer<List<Job>> work;
        private final Thread thread;
        private List<Job> running = List.of();

        Worker(String name, Consumer<List<Job>> work) {
            this.work = work;
            this.thread = new Thread(this::loop, "batcher-" + name);
            thread.setDaemon(true);
        }

        /** Whatever goes wrong in a batch, the next one has its turn. */
        private void loop() {
            while (true) {
                try {
                    List<Job> batch = next(this);
                    if (batch.isEmpty()) {
                        return;
                    }
                    work.accept(batch);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (RuntimeException | Error e) {
                    failures.incrementAndGet(); // its jobs have failed; telling of it could fail again
                }
            }
        }
    }

    /** Waits for the next batch; an empty one is the end. */
    private List<Job> next(Worker worker) throws InterruptedException {
        lock.lock();
        try {
            worker.running = List.of();
            while (true) {
                waiting.removeIf(Job::isOver);
                if (waiting.isEmpty() && closed) {
                    return List.of();
                }
                List<Job> batch = ready();
                if (!batch.isEmpty()) {
                    waiting.removeAll(batch);
                    worker.running = batch;
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
        Map<Size, Group> groups = new LinkedHashMap<>();
        for (Job job : waiting) {
            groups.computeIfAbsent(job.size(), size -> new Group(bounds.images.applyAsInt(size), bounds.pixels))
                    .offer(job);
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
        private final int mostImages;
        private final long mostPixels;
        private final List<Job> jobs = new ArrayList<>();
        private int images;
        private long pixels;
        private boolean full;

        Group(int mostImages, long mostPixels) {
            this.mostImages = mostImages;
            this.mostPixels = mostPixels;
        }

        void offer(Job job) {
            int count = job.samples().size();
            boolean fits = images + count <= mostImages && pixels + job.pixels() <= mostPixels;
            if (full || !(fits || jobs.isEmpty())) {
                full = true; // later jobs do not overtake
                return;
            }
            jobs.add(job);
            images += count;
            pixels += job.pixels();
            full = images >= mostImages;
        }
    }

    /** Fails every job that waits or runs; what runs ends soon after. */
    void abort() {
        List<Job> jobs;
        lock.lock();
        try {
            jobs = new ArrayList<>(waiting);
            workers.forEach(worker -> jobs.addAll(worker.running));
        } finally {
            lock.unlock();
        }
        jobs.forEach(job -> job.fail(stopped()));
    }

    private static Refusal stopped() {
        return new Refusal(Refusal.UNAVAILABLE, "server: it was stopped before this request was done");
    }

    /** Takes no more in, and ends when what is there is worked off. */
    void end() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has ended, after this time at most. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (Worker worker : workers) {
            worker.thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
        return workers.stream().noneMatch(worker -> worker.thread.isAlive());
    }
}

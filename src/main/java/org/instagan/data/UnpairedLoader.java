package org.instagan.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.instagan.error.InputException;

/**
 * Unpaired batches of two domains, read and augmented ahead of their use. An epoch visits the larger domain once: A in
 * an order shuffled for the epoch (starting over where A is the smaller), B drawn at random for each item, as in
 * CycleGAN's unaligned dataset. What an item is depends on (seed, epoch, its number) alone, never on the threads. Ask
 * for batches in order; any other order works too but throws away what was read ahead. Safe for use by several threads.
 */
public final class UnpairedLoader implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final InstanceFolder a;
    private final InstanceFolder b;
    private final Augment augment;
    private final int batch;
    private final long seed;
    private final int ahead;
    private final ExecutorService pool;
    private final Deque<Future<Batch>> pending = new ArrayDeque<>();
    private long first; // the position of the first pending batch: epoch * batchesPerEpoch + index
    private Order order;
    private boolean closed;

    private record Order(int epoch, int[] items) {}

    /**
     * Starts the threads; nothing is read before the first {@link #next}. At most {@code 2 * threads} batches are read
     * ahead.
     *
     * @throws IllegalArgumentException when batch or threads is not positive
     */
    public UnpairedLoader(InstanceFolder a, InstanceFolder b, Augment augment, int batch, long seed, int threads) {
        if (batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "Loader: expected a positive batch and threads, got " + batch + " and " + threads);
        }
        this.a = a;
        this.b = b;
        this.augment = augment;
        this.batch = batch;
        this.seed = seed;
        this.ahead = Math.multiplyExact(2, threads);
        this.pool = Executors.newFixedThreadPool(threads, UnpairedLoader::daemon);
    }

    /** {@code max(|A|,|B|) / batch}, rounded up. */
    public int batchesPerEpoch() {
        return batchesPerEpoch(a.items().size(), b.items().size(), batch);
    }

    /** The same, before there is a loader. */
    public static int batchesPerEpoch(int a, int b, int batch) {
        return (Math.max(a, b) + batch - 1) / batch;
    }

    /** {@code max(|A|,|B|)}. */
    public int itemsPerEpoch() {
        return Math.max(a.items().size(), b.items().size());
    }

    /**
     * Batch {@code index} of an epoch; the last one of an epoch holds what remains.
     *
     * @throws InputException when a file of the batch cannot be read
     * @throws IllegalArgumentException when there is no such batch
     * @throws IllegalStateException after {@link #close}, or when the calling thread is interrupted
     */
    public synchronized Batch next(int epoch, int index) {
        if (closed) {
            throw new IllegalStateException("Loader of " + a + " and " + b + ": is closed");
        }
        if (epoch < 0 || index < 0 || index >= batchesPerEpoch()) {
            throw new IllegalArgumentException("Batch " + index + " of epoch " + epoch + ": expected 0 to "
                    + (batchesPerEpoch() - 1) + " of an epoch from 0 on");
        }
        long position = (long) epoch * batchesPerEpoch() + index;
        if (pending.isEmpty() || first != position) {
            pending.forEach(f -> f.cancel(false));
            pending.clear();
            first = position;
        }
        while (pending.size() <= ahead) {
            submit(first + pending.size());
        }
        first++;
        return await(pending.removeFirst());
    }

    /** Stops reading ahead; idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        pending.clear();
        pool.shutdownNow();
    }

    private void submit(long position) {
        int epoch = Math.toIntExact(position / batchesPerEpoch());
        int from = (int) (position % batchesPerEpoch()) * batch;
        if (order == null || order.epoch != epoch) {
            order = new Order(epoch, shuffled(epoch));
        }
        int[] items = order.items;
        pending.addLast(pool.submit(() -> load(items, epoch, from, Math.min(items.length, from + batch))));
    }

    private Batch load(int[] items, int epoch, int from, int to) {
        List<Sample> left = new ArrayList<>();
        List<Sample> right = new ArrayList<>();
        for (int n = from; n < to; n++) {
            SplittableRandom random = random(epoch, n);
            Item itemA = a.items().get(items[n] % a.items().size());
            Item itemB = b.items().get(random.nextInt(b.items().size()));
            left.add(augment.apply(itemA.read(), random.split()));
            right.add(augment.apply(itemB.read(), random.split()));
        }
        return new Batch(left, right);
    }

    private static Batch await(Future<Batch> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InputException input) {
                throw input;
            }
            throw new IllegalStateException("Loading a batch failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a batch", e);
        }
    }

    private int[] shuffled(int epoch) {
        int[] items = new int[itemsPerEpoch()];
        SplittableRandom random = random(epoch, -1);
        for (int i = 0; i < items.length; i++) {
            int j = random.nextInt(i + 1);
            items[i] = items[j];
            items[j] = i;
        }
        return items;
    }

    /** A stream of its own for each item; -1 is the epoch's order. */
    private SplittableRandom random(int epoch, int item) {
        return Draws.at(seed, epoch, item);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "loader-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}

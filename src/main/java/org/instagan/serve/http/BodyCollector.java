package org.instagan.serve.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.Scheduler;

/** A body in memory, by rules: bounded in size, in the time it takes, and in what is there of it at any moment. */
final class BodyCollector {
    private static final int CHECK_SECONDS = 1;

    private final BodyReader reader;
    private final BodyRules rules;
    private final MemoryBudget.Share memory;
    private final Scheduler scheduler;
    private final List<byte[]> parts = new ArrayList<>();
    private final long start = System.nanoTime();
    private final AtomicInteger size = new AtomicInteger();

    BodyCollector(BodyReader reader, BodyRules rules, MemoryBudget.Share memory, Scheduler scheduler) {
        this.reader = reader;
        this.rules = rules;
        this.memory = memory;
        this.scheduler = scheduler;
    }

    /** The whole body, or a failure with a {@link Refusal}. */
    CompletableFuture<byte[]> collect() {
        CompletableFuture<Void> end = reader.read(this::add);
        checkLater(end);
        return end.thenApply(done -> join());
    }

    private void add(ByteBuffer part) {
        if (part.remaining() > rules.limit() - size.get()) {
            throw rules.tooLarge("got more");
        }
        memory.add(part.remaining());
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        parts.add(bytes);
        size.addAndGet(bytes.length);
    }

    private byte[] join() {
        memory.add(size.get());
        byte[] body = new byte[size.get()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, body, at, part.length);
            at += part.length;
        }
        parts.clear();
        memory.release(body.length);
        return body;
    }

    private void checkLater(CompletableFuture<Void> end) {
        if (end.isDone()) {
            return;
        }
        long nanos = Math.min(
                TimeUnit.SECONDS.toNanos(CHECK_SECONDS), rules.deadline().left());
        Scheduler.Task next = scheduler.schedule(() -> check(end), nanos, TimeUnit.NANOSECONDS);
        var unused = end.whenComplete((done, failure) -> next.cancel());
    }

    private void check(CompletableFuture<Void> end) {
        double counted = (System.nanoTime() - start) / 1e9 - BodyRules.GRACE_SECONDS;
        if (rules.deadline().left() == 0) {
            reader.fail(rules.late());
        } else if (size.get() < counted * rules.minRate()) {
            reader.fail(rules.slow());
        } else {
            checkLater(end);
        }
    }
}

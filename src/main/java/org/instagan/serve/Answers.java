package org.instagan.serve;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;

/**
 * Runs what answers a request, and answers with what goes wrong in it. What takes long runs on threads of its own:
 * those of the connections, which tell of the server's health, wait for nothing.
 */
final class Answers implements AutoCloseable {
    // Made before it is needed: memory may have run out then.
    private final Refusal failed = new Refusal(Refusal.INTERNAL, "server: it failed, its log says why");
    private final EventLog log;
    private final long discarded;
    private final ExecutorService workers = Executors.newCachedThreadPool(threads());

    /** @param discarded bytes of a refused request's body that are taken in, so that the answer arrives */
    Answers(EventLog log, long discarded) {
        this.log = log;
        this.discarded = discarded;
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "answer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What a future came to: its value, or the exception that it failed with. */
    static <T> T of(T value, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause != null) {
            throw new IllegalStateException(cause);
        }
        return value;
    }

    void now(Exchange exchange, Runnable action) {
        try {
            action.run();
        } catch (Refusal e) {
            exchange.refuse(e, discarded);
        } catch (RuntimeException | Error e) {
            log.failure(exchange.method() + " " + exchange.path(), e);
            exchange.refuse(failed, discarded);
        }
    }

    /** Returns at once. How many run is bounded by {@link Admission}. */
    void later(Exchange exchange, Runnable action) {
        try {
            workers.execute(() -> now(exchange, action));
        } catch (RejectedExecutionException e) {
            exchange.refuse(new Refusal(Refusal.UNAVAILABLE, "server: it is shutting down"), discarded);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}

package org.instagan.serve.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes on the heap that requests take, reckoned before they are taken, so that many requests do not take them all. */
public final class MemoryBudget {
    private final long total;
    private final AtomicLong taken = new AtomicLong();

    /** @param total bytes of all requests together */
    public MemoryBudget(long total) {
        this.total = total;
    }

    /** Bytes that requests have now. */
    public long taken() {
        return taken.get();
    }

    /** An empty share for one request. */
    Share open() {
        return new Share();
    }

    /** What one request has. */
    final class Share implements AutoCloseable {
        private long own;
        private boolean closed;

        /**
         * Takes more.
         *
         * @throws Refusal when others have it, or when nobody could ever have as much
         */
        synchronized void add(long bytes) {
            if (closed) {
                throw new Refusal(Refusal.UNAVAILABLE, "request: it has ended");
            }
            if (own + bytes > total) {
                throw new Refusal(
                        Refusal.TOO_LARGE,
                        "request: it needs " + (own + bytes) + " bytes of memory, expected at most " + total);
            }
            if (taken.addAndGet(bytes) > total) {
                taken.addAndGet(-bytes);
                throw new Refusal(Refusal.UNAVAILABLE, "memory: the requests before have it, try again");
            }
            own += bytes;
        }

        /** Gives some back. */
        synchronized void release(long bytes) {
            if (!closed) {
                own -= bytes;
                taken.addAndGet(-bytes);
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                taken.addAndGet(-own);
            }
        }
    }
}

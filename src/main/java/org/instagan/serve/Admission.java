package org.instagan.serve;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.instagan.serve.http.Refusal;

/** How many requests are taken in at once, which bounds threads and memory; and the end, when none is any more. */
final class Admission {
    private final int most;
    private int inside;
    private boolean draining;

    Admission(int most) {
        this.most = most;
    }

    /**
     * A place for one request.
     *
     * @throws Refusal when there is none
     */
    synchronized Ticket enter() {
        checkOpen();
        if (inside >= most) {
            throw new Refusal(Refusal.UNAVAILABLE, "queue: " + most + " requests are waiting already, try again");
        }
        inside++;
        return new Ticket();
    }

    /** @throws Refusal when nobody is let in any more */
    synchronized void checkOpen() {
        if (draining) {
            throw new Refusal(Refusal.UNAVAILABLE, "server: it is shutting down");
        }
    }

    synchronized int inside() {
        return inside;
    }

    synchronized boolean isDraining() {
        return draining;
    }

    /** From now on nobody enters. */
    synchronized void drain() {
        draining = true;
        notifyAll();
    }

    /** Waits until nobody is inside; false when that took longer than it may. */
    synchronized boolean awaitEmpty(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (inside > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** A request's place. */
    final class Ticket implements AutoCloseable {
        private final AtomicBoolean left = new AtomicBoolean();

        @Override
        public void close() {
            if (!left.getAndSet(true)) {
                leave();
            }
        }
    }
}

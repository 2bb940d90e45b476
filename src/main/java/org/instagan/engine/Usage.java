package org.instagan.engine;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps a resource open while calls use it: {@link #close} waits for the calls that run and refuses all later ones, so
 * that nothing native is freed under a call. Closing again does nothing.
 */
public final class Usage {
    private final String what;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /** @param what the resource, for messages */
    public Usage(String what) {
        this.what = what;
    }

    /** @throws IllegalStateException after {@link #close} */
    public <T> T during(Supplier<T> call) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(what + ": is closed");
            }
            return call.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Waits for running calls, then releases the resource, once.
     *
     * @throws IllegalStateException within a call of the same thread, which it would wait for without end
     */
    public void close(Runnable release) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException(what + ": expected to be closed after the call, not within it");
        }
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                release.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}

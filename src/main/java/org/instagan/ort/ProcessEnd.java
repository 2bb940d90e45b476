package org.instagan.ort;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What happens when the process is told to end. ONNX Runtime's statics are destroyed then, whoever still computes, and
 * that crashes. So one shutdown hook first lets finish what is registered, then stops the calls that run between two of
 * their nodes, and lets none begin any more.
 */
public final class ProcessEnd {
    private static final long PATIENCE_SECONDS = 10;

    private static final ReentrantReadWriteLock CALLS = new ReentrantReadWriteLock();
    private static final Set<RunOptions> RUNNING = new HashSet<>();
    private static final Deque<Runnable> BEFORE = new ConcurrentLinkedDeque<>();
    private static volatile boolean over;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::end, "process-end"));
    }

    private ProcessEnd() {}

    /** A call into ONNX Runtime. */
    @FunctionalInterface
    public interface Call<T> {
        /** @param options by which it is stopped, where it takes any */
        T with(RunOptions options) throws OrtException;
    }

    /** To be run while calls are still possible, such as the end of a server. */
    public static void before(Runnable action) {
        BEFORE.push(action);
    }

    /** Makes a call, and never returns once the process ends. */
    public static <T> T call(Call<T> call) throws OrtException {
        try {
            return locked(call);
        } catch (OrtException e) {
            if (over) {
                return locked(call); // it was stopped, and nobody is to be told: waits until there is no process
            }
            throw e;
        }
    }

    private static <T> T locked(Call<T> call) throws OrtException {
        CALLS.readLock().lock();
        try {
            OrtRuntime.environment(); // which chooses the library that the options load
            RunOptions options = begin();
            try {
                return call.with(options);
            } finally {
                finish(options);
            }
        } finally {
            CALLS.readLock().unlock();
        }
    }

    private static RunOptions begin() throws OrtException {
        RunOptions options = new RunOptions();
        synchronized (RUNNING) {
            RUNNING.add(options);
            options.setTerminate(over);
        }
        return options;
    }

    private static void finish(RunOptions options) {
        synchronized (RUNNING) {
            RUNNING.remove(options);
            options.close();
        }
    }

    private static void end() {
        try {
            BEFORE.forEach(Runnable::run);
        } finally {
            over = true;
            stopCalls();
        }
    }

    private static void stopCalls() {
        try {
            synchronized (RUNNING) {
                for (RunOptions options : RUNNING) {
                    options.setTerminate(true);
                }
            }
            // Held for good. A call that takes longer is left to the process's end.
            CALLS.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (OrtException e) {
            throw new OrtFailure("Stopping ONNX Runtime failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

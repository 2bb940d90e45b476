package org.instagan.platform.ort;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.instagan.file.WorkFolder;

/**
 * What happens when the process is told to end. ONNX Runtime's statics are destroyed then, whoever still computes, and
 * that can crash. Where {@link #watch} was called, one shutdown hook first lets finish what is registered, then stops the
 * calls that run between two of their nodes, and lets none begin any more; a call that does not stop within ten
 * seconds ends with the process, at once. The command line does so; a program of
 * another's has an end of its own, in which calls stay possible, and ends its threads itself.
 */
public final class ProcessEnd {
    private static final long PATIENCE_SECONDS = Long.getLong("instagan.end-patience", 10);
    private static final int INTERRUPTED = 130;

    private static final ReentrantReadWriteLock CALLS = new ReentrantReadWriteLock();
    private static final Set<RunOptions> RUNNING = new HashSet<>();
    private static final Deque<Runnable> BEFORE = new ConcurrentLinkedDeque<>();
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static volatile boolean over;
    private static volatile int exitCode = INTERRUPTED;
    private static boolean watched;

    private ProcessEnd() {}

    /** A call into ONNX Runtime. */
    @FunctionalInterface
    public interface Call<T> {
        /** @param options by which it is stopped, where it takes any */
        T with(RunOptions options) throws OrtException;
    }

    /** From now on the process ends as described above. */
    public static synchronized void watch() {
        if (!watched) {
            Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::end, "process-end"));
            watched = true;
        }
    }

    /** Ends the process with this code, also where a call that cannot be stopped keeps it from ending in order. */
    public static void exit(int code) {
        exitCode = code;
        System.exit(code);
    }

    /** Watches; the action is run while calls are still possible, such as the end of a server. */
    public static void before(Runnable action) {
        watch();
        BEFORE.push(action);
    }

    /**
     * Makes a call, and never returns once the process ends.
     *
     * @param call to be made only after {@link OrtRuntime#environment()}, which chooses the library
     */
    public static <T> T call(Call<T> call) throws OrtException {
        try {
            return locked(call);
        } catch (OrtException e) {
            if (over) {
                waitForEnd(); // it was stopped, and the caller need not know
            }
            throw e;
        }
    }

    private static <T> T locked(Call<T> call) throws OrtException {
        CALLS.readLock().lock();
        try {
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

    private static void waitForEnd() {
        try {
            NEVER.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end() {
        BEFORE.forEach(ProcessEnd::runGuarded);
        over = true;
        stopCalls();
    }

    /** One action that fails keeps none of the others from running. */
    private static void runGuarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            Thread hook = Thread.currentThread();
            hook.getUncaughtExceptionHandler().uncaughtException(hook, e);
        }
    }

    private static void stopCalls() {
        try {
            synchronized (RUNNING) {
                for (RunOptions options : RUNNING) {
                    options.setTerminate(true);
                }
            }
            // Held for good. A call that takes longer, such as the making of a session, cannot be stopped; ONNX
            // Runtime's
            // statics must not be destroyed under it, so the process ends without that.
            if (!CALLS.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                WorkFolder.removeAll();
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (OrtException e) {
            throw new OrtFailure("Stopping ONNX Runtime failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.instagan.engine.tensorrt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.instagan.platform.JavaProcess;

/**
 * Runs a main class in a JVM of its own, with this one's Java, options, environment and class path, so that whatever happens to it happens to
 * it alone: a crash, a hang or a leak becomes one exception here. The child ends when this process does.
 *
 * @param main has the method {@code main}; it calls {@link ChildSide#run}
 * @param options of the JVM
 * @param work a folder for the JVM's crash report
 * @param timeout after which the child is killed
 */
record ChildJvm(Class<?> main, List<String> options, Path work, Duration timeout) {
    private static final int KEPT_LINES = 40;
    private static final Duration BEAT = Duration.ofSeconds(1);

    /**
     * Runs it to its end.
     *
     * @param progress told each of the child's progress lines
     * @param beat told now and then that it still runs
     * @throws org.instagan.error.InputException with the message of the child's own
     * @throws TensorRtFailure in any other case where it did not end well
     */
    void run(List<String> arguments, Consumer<String> progress, Runnable beat) {
        long start = System.nanoTime();
        Process process = start(arguments);
        Deque<String> tail = new ArrayDeque<>();
        List<String> verdict = new ArrayList<>();
        Thread reader = new Thread(() -> read(process, progress, verdict, tail), "child-output");
        reader.setDaemon(true);
        reader.start();
        try {
            while (!process.waitFor(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - start > timeout.toNanos()) {
                    throw new TensorRtFailure("the child process did not end in " + text(timeout)
                            + " and was killed; its last words: " + last(tail) + "; allow it more time");
                }
                beat.run();
            }
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TensorRtFailure("interrupted while the child process ran", e);
        } finally {
            process.destroyForcibly();
        }
        synchronized (tail) {
            new ChildEnd(process.exitValue(), verdict, List.copyOf(tail), crashReport()).raise();
        }
    }

    private Process start(List<String> arguments) {
        List<String> jvm = new ArrayList<>(JavaProcess.userOptions());
        jvm.add("-XX:ErrorFile=" + crashReport());
        jvm.addAll(options);
        try {
            return JavaProcess.of(main, jvm, arguments)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new TensorRtFailure("a child process cannot be started: " + e.getMessage(), e);
        }
    }

    private Path crashReport() {
        return work.resolve("crash.log");
    }

    private static void read(Process process, Consumer<String> progress, List<String> verdict, Deque<String> tail) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (ChildSide.isProgress(line)) {
                    progress.accept(ChildSide.text(line));
                } else if (ChildSide.isVerdict(line)) {
                    verdict.add(line);
                }
                keep(tail, line);
            }
        } catch (IOException | UncheckedIOException e) {
            keep(tail, "its output broke off: " + e.getMessage());
        }
    }

    private static void keep(Deque<String> tail, String line) {
        synchronized (tail) {
            if (tail.size() == KEPT_LINES) {
                tail.removeFirst();
            }
            tail.addLast(line);
        }
    }

    private static String last(Deque<String> tail) {
        synchronized (tail) {
            return tail.isEmpty() ? "none" : ChildSide.text(tail.getLast());
        }
    }

    private static String text(Duration d) {
        return d.toSeconds() % 60 == 0 && d.toMinutes() > 0 ? d.toMinutes() + " min" : d.toSeconds() + " s";
    }
}

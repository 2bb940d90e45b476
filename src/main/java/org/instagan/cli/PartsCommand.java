package org.instagan.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.instagan.error.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code instagan parts}: commands one after another in one process, so that a GPU's libraries are loaded once. What
 * each prints and how it ended is on the disk as soon as it has ended: a process that is killed loses nothing.
 */
@Command(
        name = "parts",
        hidden = true,
        description =
                "For tools/gpu-check: runs the commands on standard input, a line each: NAME, LIMIT in seconds and"
                        + " the command's words, with tabs between them.")
final class PartsCommand implements Callable<Integer> {
    /** The file that results are added to: name, how it ended, seconds; with tabs between them. */
    static final String RESULTS = "results.tsv";

    /** As timeout(1) has it. */
    private static final int OVER = 124;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "For results and what each part prints.")
    private Path out;

    // Ends the process; native code that hangs cannot be interrupted.
    private final IntConsumer halt;

    PartsCommand() {
        this(Runtime.getRuntime()::halt);
    }

    PartsCommand(IntConsumer halt) {
        this.halt = halt;
    }

    private record Part(String name, int limit, List<String> words) {
        static Part of(String line) {
            List<String> fields = Arrays.asList(line.split("\t", -1));
            if (fields.size() < 3
                    || !fields.get(0).matches("[a-z0-9-]+")
                    || !fields.get(1).matches("[0-9]{1,5}")) {
                throw new InputException("part '" + line + "': expected NAME, LIMIT and a command, with tabs between");
            }
            return new Part(fields.get(0), Integer.parseInt(fields.get(1)), fields.subList(2, fields.size()));
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Part> parts;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            parts = in.lines().filter(line -> !line.isBlank()).map(Part::of).toList();
        }
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "limit");
            thread.setDaemon(true);
            return thread;
        });
        boolean passed = true;
        for (Part part : parts) {
            passed &= run(part, watch);
        }
        watch.shutdownNow();
        return passed ? 0 : 1;
    }

    private boolean run(Part part, ScheduledExecutorService watch) throws IOException {
        AtomicBoolean told = new AtomicBoolean();
        long start = System.nanoTime();
        var limit = watch.schedule(
                () -> {
                    if (told.compareAndSet(false, true)) {
                        record(part, "not done after " + part.limit + " s", start);
                        halt.accept(OVER);
                    }
                },
                part.limit,
                TimeUnit.SECONDS);
        StringWriter problem = new StringWriter();
        int code;
        try (PrintWriter printed = new PrintWriter(Files.newBufferedWriter(out.resolve(part.name + ".txt")), true)) {
            code = Main.run(printed, new PrintWriter(problem, true), part.words.toArray(String[]::new));
            printed.print(problem);
        }
        limit.cancel(false);
        if (told.compareAndSet(false, true)) {
            record(part, code == 0 ? "passed" : "failed (" + code + "): " + last(problem.toString()), start);
        }
        return code == 0;
    }

    private static String last(String problem) {
        return problem.lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> b)
                .orElse("its output says why")
                .replace('\t', ' ');
    }

    private void record(Part part, String how, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        try {
            Files.writeString(
                    out.resolve(RESULTS),
                    String.format(Locale.ROOT, "%s\t%s\t%.1f%n", part.name, how, seconds),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(out + ": results cannot be added: " + e.getMessage(), e);
        }
    }
}

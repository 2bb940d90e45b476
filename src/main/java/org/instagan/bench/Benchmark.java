package org.instagan.bench;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.error.NativeFailure;
import org.instagan.platform.GpuMemory;
import org.instagan.platform.ResidentMemory;

/**
 * Measures subjects under loads, one request at a time. What does not work is told and left out, the rest goes on.
 */
public final class Benchmark {
    private final Settings settings;
    private final Listener listener;
    private final Set<Subject> failed = new HashSet<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /**
     * How to measure.
     *
     * @param insPer instances of a step, or 0: as the model was trained
     * @param warmup of each subject, beside its first request
     * @param duration of each subject, at least one request
     * @param inTurn whether the subjects are asked in turn, request by request: what disturbs one disturbs all
     */
    public record Settings(
            List<Load> loads, int insPer, int threads, Duration warmup, Duration duration, boolean inTurn) {}

    /**
     * A subject that could not be measured.
     *
     * @param reason in one line
     */
    public record Failure(String subject, String reason) {}

    /** Hears of each result as it is there. */
    public interface Listener {
        void measured(Measurement measurement);

        void failed(Failure failure);
    }

    public Benchmark(Settings settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** @throws InputException when a model's file is missing */
    public BenchReport run(List<Subject> subjects) {
        for (Subject subject : subjects) {
            if (!Files.isRegularFile(subject.model())) {
                throw new InputException(
                        subject.model() + ": no such file, expected an ONNX model written by 'instagan export'");
            }
        }
        Facts facts = Facts.atStart(settings, subjects, ResidentMemory.resetPeak());
        try (GpuMemory gpu = GpuMemory.watch()) {
            for (Load load : settings.loads()) {
                for (List<Subject> group : groups(subjects)) {
                    measure(group.stream().filter(s -> !failed.contains(s)).toList(), load, gpu);
                }
            }
        }
        return new BenchReport(facts.all(), measurements, failures);
    }

    private List<List<Subject>> groups(List<Subject> subjects) {
        return settings.inTurn()
                ? List.of(subjects)
                : subjects.stream().map(List::of).toList();
    }

    private void measure(List<Subject> subjects, Load load, GpuMemory gpu) {
        ResidentMemory.resetPeak();
        gpu.sample();
        List<Trial> trials = new ArrayList<>();
        try {
            for (Subject subject : subjects) {
                attempt(subject, () -> trials.add(new Trial(subject, load, settings)));
            }
            each(trials, Trial::warmUp);
            gpu.pause(); // later requests take no more: all are of one shape
            long end = System.nanoTime() + settings.duration().toNanos() * trials.size();
            do {
                each(trials, Trial::measure);
            } while (System.nanoTime() < end && !trials.isEmpty());
            each(trials, trial -> finish(trial, gpu));
        } finally {
            trials.forEach(Trial::close);
        }
    }

    private void finish(Trial trial, GpuMemory gpu) {
        Map<String, Long> peak = new LinkedHashMap<>();
        ResidentMemory.peak().ifPresent(bytes -> peak.put(Measurement.HOST, bytes));
        if (trial.subject().backend().hasDeviceMemory()) {
            gpu.peak().ifPresent(bytes -> peak.put(Measurement.DEVICE, bytes));
        }
        Measurement measurement = trial.result(peak);
        measurements.add(measurement);
        listener.measured(measurement);
    }

    /** Leaves those out at which it fails. */
    private void each(List<Trial> trials, Consumer<Trial> action) {
        for (Trial trial : List.copyOf(trials)) {
            attempt(trial.subject(), () -> action.accept(trial));
            if (failed.contains(trial.subject())) {
                trials.remove(trial);
                trial.close();
            }
        }
    }

    private void attempt(Subject subject, Runnable action) {
        try {
            action.run();
        } catch (InputException | EnvironmentException | NativeFailure | LinkageError e) {
            failed.add(subject);
            Failure failure = new Failure(subject.label(), firstLine(e));
            failures.add(failure);
            listener.failed(failure);
        }
    }

    private static String firstLine(Throwable problem) {
        String text = String.valueOf(problem.getMessage());
        return text.lines().findFirst().orElse(problem.toString());
    }
}

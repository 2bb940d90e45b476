package org.instagan.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.engine.Engine;
import org.instagan.model.ModelCard;
import org.instagan.translate.Fit;
import org.instagan.translate.Fitted;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;

/** One subject under one load: opened, asked again and again, and what each request took. */
final class Trial implements AutoCloseable {
    private final Subject subject;
    private final Load load;
    private final Benchmark.Settings settings;
    private final PhaseClock clock = new PhaseClock();
    private final Fit fit = new Fit(Optional.empty());
    private final List<Instances> pictures;
    private final Translator translator;
    private final double loadSeconds;
    private final List<Map<Phase, Double>> requests = new ArrayList<>();
    private double firstSeconds;

    /** @throws org.instagan.error.InputException when the runtime does not work here, or the model is not ours */
    Trial(Subject subject, Load load, Benchmark.Settings settings) {
        this.subject = subject;
        this.load = load;
        this.settings = settings;
        this.pictures = load.pictures();
        long start = System.nanoTime();
        Engine engine = subject.backend().open(subject.model(), subject.form(), settings.threads());
        this.loadSeconds = (System.nanoTime() - start) / 1e9;
        Translator.Options options = new Translator.Options(settings.insPer(), subject.insBatch(), false);
        this.translator = new Translator(new TimedEngine(engine, clock), options);
    }

    Subject subject() {
        return subject;
    }

    /** The first request, and then as many more as the time to warm up holds. */
    void warmUp() {
        long end = System.nanoTime() + settings.warmup().toNanos();
        firstSeconds = ask().get(Phase.END_TO_END);
        while (System.nanoTime() < end) {
            ask();
        }
    }

    /** A request that counts. */
    void measure() {
        requests.add(ask());
    }

    private Map<Phase, Double> ask() {
        clock.start();
        List<Fitted> fitted = pictures.stream().map(fit::of).toList();
        clock.lap(Phase.PREPROCESS);
        List<Sample> translated =
                translator.translate(fitted.stream().map(Fitted::sample).toList(), StepObserver.NONE);
        clock.lap(Phase.DEVICE_TO_HOST);
        List<Instances> results = new ArrayList<>();
        for (int i = 0; i < translated.size(); i++) {
            results.add(fitted.get(i).back(translated.get(i)));
        }
        clock.lap(Phase.POSTPROCESS);
        if (results.size() != load.batch()) {
            throw new IllegalStateException(
                    subject.label() + ": expected " + load.batch() + " images, got " + results.size());
        }
        return clock.seconds();
    }

    /** @param peakBytes as {@link Measurement} has it */
    Measurement result(Map<String, Long> peakBytes) {
        Map<Phase, Summary> latency = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            latency.put(phase, Summary.of(seconds(phase)));
        }
        return new Measurement(
                describe(),
                loadSeconds,
                firstSeconds,
                latency,
                Steadiness.of(seconds(Phase.END_TO_END)),
                subject.backend().transfersInCompute(),
                peakBytes,
                subject.backend().hasDeviceMemory());
    }

    private double[] seconds(Phase phase) {
        return requests.stream().mapToDouble(r -> r.get(phase)).toArray();
    }

    private Case describe() {
        ModelCard card = translator.card();
        return new Case(
                subject.model().toString(),
                subject.backend().name(),
                subject.form().toString(),
                card.filters(),
                card.precision().toString(),
                load.size(),
                load.batch(),
                load.instances(),
                translator.instancesPerStep(),
                translator.masksEncoded(load.size()),
                settings.threads());
    }

    @Override
    public void close() {
        translator.close();
    }
}

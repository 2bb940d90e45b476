package org.instagan.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.instagan.data.Sample;

/** What the server counts, for Prometheus. Labels come from fixed sets, never from what a client sent. */
final class Metrics implements AutoCloseable {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
    }

    /** Parts of a request's time; the queue's includes the wait for others to share the batch. */
    enum Stage {
        DECODE,
        QUEUE,
        COMPUTE,
        ENCODE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void inFlight(IntSupplier requests) {
        Gauge.builder("instagan.requests.in.flight", requests::getAsInt)
                .description("Requests taken in and not answered yet")
                .register(registry);
    }

    void memory(LongSupplier bytes) {
        Gauge.builder("instagan.requests.memory", bytes::getAsLong)
                .description("Bytes on the heap that requests have reserved")
                .baseUnit("bytes")
                .register(registry);
    }

    void queue(String model, IntSupplier jobs, IntSupplier failures) {
        Gauge.builder("instagan.worker.failures", failures::getAsInt)
                .description("Times that a model's worker failed at more than a translation and went on")
                .tag("model", model)
                .register(registry);
        Gauge.builder("instagan.queue.length", jobs::getAsInt)
                .description("Requests decoded and waiting for a batch")
                .tag("model", model)
                .register(registry);
    }

    /** A batch that ended because nobody waited for it any more. */
    void cancelled(String model) {
        Counter.builder("instagan.batches.cancelled")
                .description("Batches stopped because nobody waited for them any more")
                .tag("model", model)
                .register(registry)
                .increment();
    }

    void phase(String model, Stage phase, long nanos) {
        Timer.builder("instagan.phase")
                .description("Time of a request's phases")
                .tag("model", model)
                .tag("phase", phase.label())
                .serviceLevelObjectives(LATENCIES)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void batch(String model, List<Sample> samples) {
        summary("instagan.batch.images", "Images of a batch", model, 1, 2, 4, 8, 16, 32, 64)
                .record(samples.size());
        summary("instagan.batch.instances", "Instances of a batch", model, 1, 2, 4, 8, 16, 32, 64, 128, 256)
                .record(samples.stream().mapToInt(Sample::instances).sum());
    }

    private DistributionSummary summary(String name, String description, String model, double... bounds) {
        return DistributionSummary.builder(name)
                .description(description)
                .tag("model", model)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    /** An answer, good or bad; {@code endpoint} is a route's name. */
    void answered(String endpoint, int status, long nanos) {
        Timer.builder("instagan.requests")
                .description("Requests answered, by status")
                .tag("endpoint", endpoint)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(LATENCIES)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Prometheus' text format. */
    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}

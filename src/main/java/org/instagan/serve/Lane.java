package org.instagan.serve;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.instagan.data.Sample;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.ServerOptions;
import org.instagan.serve.v2.TensorSpec;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;

/** A model with its queue: takes requests' images, gives them back translated. */
final class Lane {
    private final ServedModel model;
    private final Metrics metrics;
    private final EventLog log;
    private final Batcher batcher;

    /** Takes the model over. */
    Lane(ServedModel model, ServerOptions options, Metrics metrics, EventLog log) {
        this.model = model;
        this.metrics = metrics;
        this.log = log;
        long delay = TimeUnit.MILLISECONDS.toNanos(options.maxDelayMillis());
        this.batcher = new Batcher(
                model.name(), () -> Math.min(options.maxBatch(), model.ask(Translator::mostImages)), delay, this::run);
        metrics.queueLength(model.name(), batcher::length);
    }

    String name() {
        return model.name();
    }

    /** @throws Refusal unless it is the one that there is */
    void checkVersion(String version) {
        if (!version.equals(TensorSpec.MODEL_VERSION)) {
            throw new Refusal(
                    Refusal.NOT_FOUND,
                    "version '" + version + "' of model '" + name() + "': not served here, expected "
                            + TensorSpec.MODEL_VERSION);
        }
    }

    /** The runtime that the model is on now, by Triton's name. */
    String platform() {
        return model.ask(Translator::platform);
    }

    /** Whether its results are composited onto their sources. */
    boolean keepsBackground() {
        return model.ask(Translator::keepsBackground);
    }

    /**
     * Translates images of one size, together with those of other requests.
     *
     * @throws Refusal when the deadline passes or the translation fails
     */
    List<Sample> translate(List<Sample> samples, Deadline deadline) {
        Job job = new Job(samples);
        batcher.add(job);
        return job.await(deadline);
    }

    private void run(List<Job> jobs) {
        try (ServedModel.Lease lease = model.lease()) {
            jobs.forEach(job -> metrics.phase(name(), Metrics.Stage.QUEUE, job.age()));
            List<Sample> in =
                    jobs.stream().flatMap(job -> job.samples().stream()).toList();
            metrics.batch(name(), in);
            long start = System.nanoTime();
            List<Sample> out = lease.translator().translate(in, StepObserver.NONE);
            metrics.phase(name(), Metrics.Stage.COMPUTE, System.nanoTime() - start);
            int first = 0;
            for (Job job : jobs) {
                int count = job.samples().size();
                job.complete(out.subList(first, first + count));
                first += count;
            }
        } catch (InputException e) { // such as a size that an engine was not built for
            Refusal refusal = new Refusal(Refusal.UNPROCESSABLE, "image: " + e.getMessage());
            jobs.forEach(job -> job.fail(refusal));
        } catch (EnvironmentException e) { // such as a GPU whose memory is taken: nobody's request is wrong
            log.failure("model '" + name() + "'", e);
            Refusal refusal = new Refusal(
                    Refusal.UNAVAILABLE, "model '" + name() + "': the server lacks memory for it now, try again later");
            jobs.forEach(job -> job.fail(refusal));
        } catch (RuntimeException | Error e) {
            // Whatever went wrong, the thread goes on and no request waits for nothing.
            log.failure("model '" + name() + "'", e);
            jobs.forEach(job -> job.fail(new Refusal(Refusal.INTERNAL, "model '" + name() + "': translating failed")));
        }
    }

    /**
     * Reloads the model's file; requests go on meanwhile.
     *
     * @throws Refusal when it cannot be opened; what was open stays
     */
    void reload() {
        try {
            model.reload();
        } catch (RuntimeException e) {
            log.failure("model '" + name() + "', reloading it", e);
            throw new Refusal(
                    Refusal.INTERNAL,
                    "model '" + name() + "': cannot be reloaded, the server's log says why; the one before stays");
        }
    }

    /** Works off the queue, then closes the model. */
    void close() throws InterruptedException {
        batcher.close();
        model.close();
    }
}

package org.instagan.serve;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.instagan.data.Sample;
import org.instagan.engine.Cancellation;
import org.instagan.error.DeviceLostException;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.error.NotFiniteException;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.ServerOptions;
import org.instagan.serve.v2.TensorSpec;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;

/** A model with its queue: takes requests' images, gives them back translated, on whichever device is free. */
final class Lane {
    private final List<ServedModel> models;
    private final Metrics metrics;
    private final EventLog log;
    private final Batcher batcher;
    // Made before it is needed: memory may have run out then.
    private final Refusal failed;
    private volatile boolean lost;

    /**
     * Takes the models over.
     *
     * @param models the same one on each device, one at least
     */
    Lane(List<ServedModel> models, ServerOptions options, Metrics metrics, EventLog log) {
        this.models = List.copyOf(models);
        this.metrics = metrics;
        this.log = log;
        this.failed = new Refusal(Refusal.INTERNAL, "model '" + name() + "': translating failed");
        long delay = TimeUnit.MILLISECONDS.toNanos(options.batching().maxDelayMillis());
        int most = options.batching().maxImages();
        this.batcher = new Batcher(
                name(),
                new Batcher.Bounds(
                        size -> Math.min(most, any().ask(translator -> translator.mostImages(size))),
                        options.limits().maxPixels()),
                delay,
                models.stream()
                        .<Consumer<List<Job>>>map(model -> jobs -> run(model, jobs))
                        .toList());
        metrics.queue(name(), batcher::length, batcher::failures);
    }

    String name() {
        return any().name();
    }

    /** They differ in their devices alone. */
    private ServedModel any() {
        return models.get(0);
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
        return any().ask(Translator::platform);
    }

    /** Whether its results are composited onto their sources. */
    boolean keepsBackground() {
        return any().ask(Translator::keepsBackground);
    }

    /** Whether its threads live and no GPU is lost: requests would have no answer otherwise. */
    boolean isAlive() {
        return batcher.isAlive() && !lost;
    }

    private Refusal gone() {
        return new Refusal(
                Refusal.UNAVAILABLE, "model '" + name() + "': its GPU failed, the server has to be started again");
    }

    /**
     * Translates a request's images of one size, together with those of other requests.
     *
     * @throws Refusal when the deadline passes or the translation fails
     */
    List<Sample> translate(Job job, Deadline deadline) {
        if (lost) {
            throw gone();
        }
        batcher.add(job);
        return job.await(deadline);
    }

    /** Works a batch off; a job that is left open, whatever happened, has failed. */
    private void run(ServedModel model, List<Job> jobs) {
        try {
            jobs.forEach(job -> metrics.phase(name(), Metrics.Stage.QUEUE, job.age()));
            translate(model, jobs);
        } catch (CancellationException e) {
            metrics.cancelled(name());
        } catch (NotFiniteException e) {
            notFinite(model, jobs, e);
        } catch (InputException e) { // such as a size that an engine was not built for
            Refusal refusal = new Refusal(Refusal.UNPROCESSABLE, "image: " + e.getMessage());
            jobs.forEach(job -> job.fail(refusal));
        } catch (EnvironmentException e) { // such as a GPU whose memory is taken: nobody's request is wrong
            Refusal refusal = new Refusal(
                    Refusal.UNAVAILABLE, "model '" + name() + "': the server lacks memory for it now, try again later");
            log.failure("model '" + name() + "'", e);
            jobs.forEach(job -> job.fail(refusal));
        } catch (DeviceLostException e) { // no request can be answered until the process is started again
            lost = true;
            log.failure("model '" + name() + "'", e);
            jobs.forEach(job -> job.fail(gone()));
        } catch (RuntimeException | Error e) {
            log.failure("model '" + name() + "'", e);
        } finally {
            jobs.forEach(job -> job.fail(failed));
        }
    }

    private void translate(ServedModel model, List<Job> jobs) {
        try (ServedModel.Lease lease = model.lease()) {
            List<Sample> in =
                    jobs.stream().flatMap(job -> job.samples().stream()).toList();
            metrics.batch(name(), in);
            long start = System.nanoTime();
            List<Sample> out = lease.translator().translate(in, StepObserver.NONE, whileWanted(jobs));
            metrics.phase(name(), Metrics.Stage.COMPUTE, System.nanoTime() - start);
            int first = 0;
            for (Job job : jobs) {
                int count = job.samples().size();
                job.complete(out.subList(first, first + count));
                first += count;
            }
        }
    }

    /** Cancelled with the last job that somebody waits for. */
    private static Cancellation whileWanted(List<Job> jobs) {
        Cancellation cancellation = new Cancellation();
        AtomicInteger wanted = new AtomicInteger(jobs.size());
        for (Job job : jobs) {
            job.whenOver(() -> {
                if (wanted.decrementAndGet() == 0) {
                    cancellation.cancel();
                }
            });
        }
        return cancellation;
    }

    /** One request's result must not spoil those of the others in its batch: each has another try, alone. */
    private void notFinite(ServedModel model, List<Job> jobs, NotFiniteException problem) {
        if (jobs.size() > 1) {
            jobs.forEach(job -> run(model, List.of(job)));
            return;
        }
        log.failure("model '" + name() + "'", problem);
        jobs.get(0).fail(new Refusal(Refusal.INTERNAL, "model '" + name() + "': " + problem.getMessage()));
    }

    /**
     * Reloads the model's file; requests go on meanwhile.
     *
     * @throws Refusal when it cannot be opened; what was open stays, on the device where it failed and those after it
     */
    void reload() {
        try {
            models.forEach(ServedModel::reload);
        } catch (RuntimeException e) {
            log.failure("model '" + name() + "', reloading it", e);
            throw new Refusal(
                    Refusal.INTERNAL,
                    "model '" + name() + "': cannot be reloaded, the server's log says why; the one before stays");
        }
    }

    /** Gives up what waits and what is computed, whose requests get 503. */
    void abort() {
        batcher.abort();
    }

    /** Takes no more in, and ends when the queue is worked off. */
    void end() {
        batcher.end();
    }

    /** Closes the model once its work has ended; where that takes longer, it stays open. */
    void close(long nanos) throws InterruptedException {
        if (batcher.awaitEnd(nanos)) {
            models.forEach(ServedModel::close);
        }
    }
}

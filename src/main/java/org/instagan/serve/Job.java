package org.instagan.serve;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.instagan.data.Sample;
import org.instagan.image.Size;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Refusal;

/** The images of one request, all of one size, on their way through a {@link Batcher}. */
final class Job {
    private final List<Sample> samples;
    private final CompletableFuture<List<Sample>> result = new CompletableFuture<>();
    private final long arrived = System.nanoTime();

    /** @param samples one at least */
    Job(List<Sample> samples) {
        this.samples = List.copyOf(samples);
    }

    List<Sample> samples() {
        return samples;
    }

    Size size() {
        long[] shape = samples.get(0).image().shape();
        return new Size(Math.toIntExact(shape[2]), Math.toIntExact(shape[1]));
    }

    /** Pixels of all images. */
    long pixels() {
        return (long) samples.size() * size().width() * size().height();
    }

    /** Nanoseconds since it came. */
    long age() {
        return System.nanoTime() - arrived;
    }

    /** Nobody waits for it any more. */
    boolean isOver() {
        return result.isDone();
    }

    /** Has the action run when it is over, at once where it is already. */
    void whenOver(Runnable action) {
        var unused = result.whenComplete((translated, failure) -> action.run());
    }

    void complete(List<Sample> translated) {
        result.complete(translated);
    }

    /** No effect where it is over already. */
    void fail(Refusal why) {
        result.completeExceptionally(why);
    }

    /** Its client is gone. */
    void abandon() {
        fail(new Refusal(Refusal.CLIENT_GONE, "client: it closed the connection"));
    }

    /**
     * Waits for the result.
     *
     * @throws Refusal when the deadline passes, after which the job is over, or when the translation failed
     */
    List<Sample> await(Deadline deadline) {
        try {
            return result.get(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            result.cancel(false);
            throw deadline.missed();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | CancellationException e) {
            result.cancel(false);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new Refusal(Refusal.UNAVAILABLE, "server: it was stopped before this request was done");
        }
    }
}

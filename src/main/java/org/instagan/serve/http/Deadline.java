package org.instagan.serve.http;

import java.util.concurrent.TimeUnit;

/**
 * When a request has to be answered.
 *
 * @param nanoTime of {@link System#nanoTime}
 * @param millis how long the request had in all
 */
public record Deadline(long nanoTime, long millis) {
    public static Deadline in(long millis) {
        return after(System.nanoTime(), millis);
    }

    /** @param start of {@link System#nanoTime} */
    public static Deadline after(long start, long millis) {
        return new Deadline(start + TimeUnit.MILLISECONDS.toNanos(millis), millis);
    }

    /** Nanoseconds left, 0 when there are none. */
    public long left() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    /** @throws Refusal when it has passed */
    public void check() {
        if (left() == 0) {
            throw missed();
        }
    }

    public Refusal missed() {
        return new Refusal(Refusal.TIMEOUT, "timeout: no result within " + millis + " ms");
    }
}

package org.instagan.bench;

import java.util.Arrays;

/**
 * Latencies in seconds. A percentile between two of them is interpolated linearly, as NumPy does by default.
 *
 * @param count of requests
 * @param p999 the 99.9th percentile: with fewer than a thousand requests next to the longest
 */
public record Summary(
        int count,
        double min,
        double mean,
        double median,
        double p90,
        double p95,
        double p99,
        double p999,
        double max) {

    /** @throws IllegalArgumentException when there is none */
    public static Summary of(double... seconds) {
        if (seconds.length == 0) {
            throw new IllegalArgumentException("Summary: expected at least one value");
        }
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        return new Summary(
                sorted.length,
                sorted[0],
                Arrays.stream(sorted).average().orElseThrow(),
                percentile(sorted, 50),
                percentile(sorted, 90),
                percentile(sorted, 95),
                percentile(sorted, 99),
                percentile(sorted, 99.9),
                sorted[sorted.length - 1]);
    }

    /** @param sorted ascending */
    static double percentile(double[] sorted, double percent) {
        double at = percent / 100 * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}

package org.instagan.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How far a measurement can be trusted.
 *
 * @param variation the standard deviation of the requests' latencies over their mean
 * @param drift the median of the second half of the requests over that of the first, less 1
 */
public record Steadiness(double variation, double drift) {
    private static final double MOST_VARIATION = 0.10;
    private static final double MOST_DRIFT = 0.05;
    private static final int FEW = 10;

    /** @param seconds of the requests in the order in which they ran, at least one */
    static Steadiness of(double... seconds) {
        double mean = Arrays.stream(seconds).average().orElseThrow();
        double squares =
                Arrays.stream(seconds).map(s -> (s - mean) * (s - mean)).sum();
        double deviation = seconds.length < 2 ? 0 : Math.sqrt(squares / (seconds.length - 1));
        int half = seconds.length / 2;
        double drift = half == 0
                ? 0
                : median(Arrays.copyOfRange(seconds, seconds.length - half, seconds.length))
                                / median(Arrays.copyOf(seconds, half))
                        - 1;
        return new Steadiness(mean == 0 ? 0 : deviation / mean, drift);
    }

    private static double median(double[] seconds) {
        return Summary.of(seconds).median();
    }

    /** What to say of it; empty where it is steady. */
    List<String> warnings(int requests) {
        List<String> warnings = new ArrayList<>();
        if (requests < FEW) {
            warnings.add("only " + requests + (requests == 1 ? " request" : " requests")
                    + ": percentiles say little, give a longer --duration");
        }
        if (variation > MOST_VARIATION) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "unsteady: the end-to-end times vary by %.0f %% of their mean, more than %.0f %%",
                    100 * variation,
                    100 * MOST_VARIATION));
        }
        if (Math.abs(drift) > MOST_DRIFT) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "unsteady: the second half's median differs by %+.0f %% from the first's, more than %.0f %%",
                    100 * drift,
                    100 * MOST_DRIFT));
        }
        return warnings;
    }
}

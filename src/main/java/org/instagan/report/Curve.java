package org.instagan.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Points of a curve, x rising; y is finite everywhere. */
record Curve(double[] x, double[] y) {

    /** The finite values, each at its iteration, counted from 1. */
    static Curve of(double[] values) {
        int[] there = IntStream.range(0, values.length)
                .filter(i -> Double.isFinite(values[i]))
                .toArray();
        return new Curve(
                Arrays.stream(there).mapToDouble(i -> i + 1).toArray(),
                Arrays.stream(there).mapToDouble(i -> values[i]).toArray());
    }

    int size() {
        return x.length;
    }

    /** The mean of the points around each point, {@code reach} to either side as far as there are points. */
    Curve smoothed(int reach) {
        double[] sums = new double[size() + 1];
        for (int i = 0; i < size(); i++) {
            sums[i + 1] = sums[i] + y[i];
        }
        double[] means = new double[size()];
        for (int i = 0; i < size(); i++) {
            int from = Math.max(0, i - reach);
            int to = Math.min(size(), i + reach + 1);
            means[i] = (sums[to] - sums[from]) / (to - from);
        }
        return new Curve(x, means);
    }

    /** At most {@code max} of the points, evenly chosen, with the first and the last one. */
    Curve thinned(int max) {
        if (size() <= max) {
            return this;
        }
        int[] kept = IntStream.range(0, max)
                .map(i -> (int) ((long) i * (size() - 1) / (max - 1)))
                .toArray();
        return new Curve(
                Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
    }
}

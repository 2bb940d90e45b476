package org.instagan.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Figures as tables of text, for the terminal and for the page alike. */
final class Figures {
    static final List<String> LATENCY = List.of("ms", "min", "mean", "median", "p90", "p95", "p99", "p99.9");
    static final List<String> OVERVIEW = List.of(
            "subject",
            "size",
            "batch",
            "instances",
            "images/s",
            "instances/s",
            "of the first",
            "median ms",
            "p99 ms",
            "peak host",
            "peak device");

    private Figures() {}

    /** A row a phase, in milliseconds. */
    static List<List<String>> latency(Measurement measurement) {
        return Arrays.stream(Phase.values())
                .map(phase ->
                        row(name(phase, measurement), measurement.latency().get(phase)))
                .toList();
    }

    private static String name(Phase phase, Measurement measurement) {
        boolean both = phase == Phase.COMPUTE && measurement.transfersInCompute();
        return phase.label() + (both ? " (transfers in compute)" : "");
    }

    private static List<String> row(String name, Summary s) {
        return List.of(
                name, ms(s.min()), ms(s.mean()), ms(s.median()), ms(s.p90()), ms(s.p95()), ms(s.p99()), ms(s.p999()));
    }

    /** What stands above the latencies. */
    static String headline(Measurement m) {
        return String.format(
                Locale.ROOT,
                "%d requests, %.3f images/s, %.3f instances/s; loaded in %.3f s, first request %.3f s; peak %s"
                        + " resident, device memory %s",
                m.endToEnd().count(),
                m.imagesPerSecond(),
                m.instancesPerSecond(),
                m.loadSeconds(),
                m.firstSeconds(),
                bytes(m, Measurement.HOST),
                bytes(m, Measurement.DEVICE));
    }

    /** A row a measurement; speed relative to the first one of the same requests. */
    static List<List<String>> overview(BenchReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (Measurement m : report.measurements()) {
            List<String> row = new ArrayList<>(m.of().columns());
            row.add(number(m.imagesPerSecond()));
            row.add(number(m.instancesPerSecond()));
            row.add(ratio(m.imagesPerSecond() / report.firstLike(m).imagesPerSecond()));
            row.add(ms(m.endToEnd().median()));
            row.add(ms(m.endToEnd().p99()));
            row.add(bytes(m, Measurement.HOST));
            row.add(bytes(m, Measurement.DEVICE));
            rows.add(row);
        }
        return rows;
    }

    private static String bytes(Measurement m, String where) {
        if (m.peakBytes().containsKey(where)) {
            return Facts.megabytes(m.peakBytes().get(where));
        }
        return where.equals(Measurement.DEVICE) && !m.deviceMemory() ? "none" : "not known";
    }

    static String ms(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.1 ? "%.3f" : "%.1f", 1000 * seconds);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Columns of even width, the first one to the left. */
    static List<String> aligned(List<String> header, List<List<String>> rows) {
        int[] widths = header.stream().mapToInt(String::length).toArray();
        rows.forEach(row ->
                Arrays.setAll(widths, c -> Math.max(widths[c], row.get(c).length())));
        List<String> lines = new ArrayList<>();
        lines.add(line(header, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            String format = c == 0 ? "%-" + widths[c] + "s" : "  %" + widths[c] + "s";
            line.append(String.format(Locale.ROOT, format, cells.get(c)));
        }
        return line.toString().stripTrailing();
    }
}

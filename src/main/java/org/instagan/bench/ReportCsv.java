package org.instagan.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.file.WholeFile;

/** A report as CSV: a line for every phase of every case; seconds and bytes, empty where not known. */
public final class ReportCsv {
    private static final List<String> HEADER = List.of(
            "model",
            "runtime",
            "form",
            "filters",
            "precision",
            "size",
            "batch",
            "instances",
            "ins_per",
            "ins_batch",
            "threads",
            "load_seconds",
            "first_seconds",
            "images_per_second",
            "instances_per_second",
            "peak_host_bytes",
            "peak_device_bytes",
            "transfers_in_compute",
            "phase",
            "requests",
            "min",
            "mean",
            "median",
            "p90",
            "p95",
            "p99",
            "p99.9",
            "max");

    private ReportCsv() {}

    /** @throws org.instagan.error.InputException when the file cannot be written */
    public static void write(BenchReport report, Path csv) {
        WholeFile.write(
                csv,
                Stream.concat(
                                Stream.of(line(HEADER)),
                                report.measurements().stream().flatMap(ReportCsv::lines))
                        .collect(Collectors.joining()));
    }

    private static Stream<String> lines(Measurement m) {
        return m.latency().entrySet().stream()
                .map(phase ->
                        line(Stream.concat(of(m).stream(), of(phase).stream()).toList()));
    }

    private static List<Object> of(Measurement m) {
        Case c = m.of();
        return List.of(
                c.model(),
                c.runtime(),
                c.form(),
                c.filters(),
                c.precision(),
                c.size(),
                c.batch(),
                c.instances(),
                c.insPer(),
                c.insBatch(),
                c.threads(),
                m.loadSeconds(),
                m.firstSeconds(),
                m.imagesPerSecond(),
                m.instancesPerSecond(),
                bytes(m, Measurement.HOST),
                bytes(m, Measurement.DEVICE),
                m.transfersInCompute());
    }

    private static String bytes(Measurement m, String where) {
        return m.peakBytes().containsKey(where) ? m.peakBytes().get(where).toString() : "";
    }

    private static List<Object> of(Map.Entry<Phase, Summary> phase) {
        Summary s = phase.getValue();
        return List.of(
                phase.getKey(), s.count(), s.min(), s.mean(), s.median(), s.p90(), s.p95(), s.p99(), s.p999(), s.max());
    }

    private static String line(List<?> cells) {
        return cells.stream().map(ReportCsv::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(Object value) {
        if (value instanceof Double d) {
            return String.format(Locale.ROOT, "%.9g", d);
        }
        String text = value.toString();
        return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}

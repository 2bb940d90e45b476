package org.instagan.bench;

import java.io.PrintWriter;
import java.util.Map;

/** A report on a terminal, each part printed as it is there. */
public final class ReportTable implements Benchmark.Listener {
    private final PrintWriter out;

    public ReportTable(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void measured(Measurement m) {
        out.println();
        out.println(m.of().subject() + " (" + m.of().filters() + " filters, " + m.of().precision() + ")");
        out.println(m.of().load());
        out.println(Figures.headline(m));
        Figures.aligned(Figures.LATENCY, Figures.latency(m)).forEach(line -> out.println("  " + line));
        m.warnings().forEach(warning -> out.println("  ! " + warning));
        out.flush();
    }

    @Override
    public void failed(Benchmark.Failure failure) {
        out.println();
        out.println(failure.subject() + ": does not run here: " + failure.reason());
        out.flush();
    }

    /** What they have in common, and all of them again in a line each. */
    public void conclude(BenchReport report) {
        out.println();
        for (Map.Entry<String, String> fact : report.facts().entrySet()) {
            out.printf("%-16s%s%n", fact.getKey(), fact.getValue());
        }
        if (!report.measurements().isEmpty()) {
            out.println();
            Figures.aligned(Figures.OVERVIEW, Figures.overview(report)).forEach(out::println);
        }
        out.flush();
    }
}

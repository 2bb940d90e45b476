package org.instagan.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A report against an older one of the same cases; a ratio above 1 means more of it now. */
public final class RunComparison {
    private static final List<String> HEADER = List.of(
            "now / then",
            "size",
            "batch",
            "instances",
            "images/s",
            "median",
            "p90",
            "p99",
            "first",
            "load",
            "peak host");

    private RunComparison() {}

    /** Lines to print. */
    public static List<String> lines(BenchReport now, BenchReport then) {
        List<String> lines = new ArrayList<>();
        String was = then.facts().getOrDefault(Facts.PROCESSOR, "unknown");
        String is = now.facts().getOrDefault(Facts.PROCESSOR, "unknown");
        if (!was.equals(is)) {
            lines.add("! another machine: " + is + " now, " + was + " then");
        }
        List<List<String>> rows = new ArrayList<>();
        for (Measurement m : now.measurements()) {
            Optional<Measurement> old = then.find(m.of());
            old.ifPresentOrElse(
                    o -> rows.add(row(m, o)),
                    () -> lines.add("! not in the older report: " + m.of().subject() + ", " + m.of().load() + ", "
                            + m.of().threads() + " threads"));
        }
        if (!rows.isEmpty()) {
            lines.addAll(Figures.aligned(HEADER, rows));
        }
        return lines;
    }

    private static List<String> row(Measurement m, Measurement old) {
        List<String> row = new ArrayList<>(m.of().columns());
        row.add(Figures.ratio(m.imagesPerSecond() / old.imagesPerSecond()));
        row.add(Figures.ratio(m.endToEnd().median() / old.endToEnd().median()));
        row.add(Figures.ratio(m.endToEnd().p90() / old.endToEnd().p90()));
        row.add(Figures.ratio(m.endToEnd().p99() / old.endToEnd().p99()));
        row.add(Figures.ratio(m.firstSeconds() / old.firstSeconds()));
        row.add(Figures.ratio(m.loadSeconds() / old.loadSeconds()));
        row.add(peak(m, old));
        return row;
    }

    private static String peak(Measurement m, Measurement old) {
        boolean known =
                m.peakBytes().containsKey(Measurement.HOST) && old.peakBytes().containsKey(Measurement.HOST);
        return known
                ? Figures.ratio((double) m.peakBytes().get(Measurement.HOST)
                        / old.peakBytes().get(Measurement.HOST))
                : "not known";
    }
}

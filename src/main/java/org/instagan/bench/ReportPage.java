package org.instagan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.report.Block;
import org.instagan.report.CategoryPlot;
import org.instagan.report.Page;

/** A report as a page, {@code index.html}, with its plots beside it. */
public final class ReportPage {
    private static final List<String> PERCENTILES = List.of("min", "median", "p90", "p95", "p99", "p99.9", "max");

    private final BenchReport report;
    private final Path folder;
    private final String shared;
    private final List<Block> plots = new ArrayList<>();

    private ReportPage(BenchReport report, Path folder) {
        this.report = report;
        this.folder = folder;
        this.shared = report.measurements().stream()
                .map(m -> m.of().subject())
                .reduce(ReportPage::prefix)
                .orElse("");
    }

    /** @throws InputException when the folder cannot be written */
    public static Path write(BenchReport report, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileProblem.of(folder + ": cannot be made: " + e, e);
        }
        ReportPage page = new ReportPage(report, folder);
        if (!report.measurements().isEmpty()) {
            page.plotLatencies();
            page.plotThroughput("instances", Case::instances, m -> "batch " + m.of().batch());
            page.plotThroughput("batch", Case::batch, m -> m.of().counted() + " an image");
        }
        Path html = folder.resolve("index.html");
        page.page().write(html);
        return html;
    }

    /** A subject without the folders that all share: a plot has room for some 75 letters. */
    private String name(Measurement measurement) {
        String subject = measurement.of().subject();
        return subject.substring(shared.lastIndexOf('/') + 1);
    }

    /** What all texts begin with. */
    private static String prefix(String a, String b) {
        int mismatch = Arrays.mismatch(a.toCharArray(), b.toCharArray());
        return mismatch < 0 ? a : a.substring(0, mismatch);
    }

    /** Every case's, so that runtimes lie over each other. */
    private void plotLatencies() {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (Measurement m : report.measurements()) {
            Summary s = m.endToEnd();
            lines.put(
                    name(m) + ", batch " + m.of().batch() + ", " + m.of().counted(),
                    Stream.of(s.min(), s.median(), s.p90(), s.p95(), s.p99(), s.p999(), s.max())
                            .map(seconds -> 1000 * seconds)
                            .toList());
        }
        plot("latency.png", new CategoryPlot("Latency end to end", "percentile", "ms", PERCENTILES, lines));
    }

    /** Nothing where the report holds one value only. */
    private void plotThroughput(String what, Function<Case, Integer> value, Function<Measurement, String> rest) {
        List<Integer> values = report.measurements().stream()
                .map(m -> value.apply(m.of()))
                .distinct()
                .sorted()
                .toList();
        if (values.size() < 2) {
            return;
        }
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (Measurement m : report.measurements()) {
            lines.computeIfAbsent(name(m) + ", " + rest.apply(m), name -> blank(values.size()))
                    .set(values.indexOf(value.apply(m.of())), m.instancesPerSecond());
        }
        List<String> places = values.stream().map(String::valueOf).toList();
        plot(
                "throughput-" + what + ".png",
                new CategoryPlot("Instances a second over " + what, what, "instances/s", places, lines));
    }

    private static List<Double> blank(int size) {
        return new ArrayList<>(Stream.generate(() -> Double.NaN).limit(size).toList());
    }

    private void plot(String file, CategoryPlot plot) {
        try {
            plot.write(folder.resolve(file));
            plots.add(new Block.Plot(file, plot.title()));
        } catch (EnvironmentException e) { // the figures are what counts
            plots.add(new Block.Notes(List.of(plot.title() + ": " + e.getMessage())));
        }
    }

    private Page page() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Notes(report.failures().stream()
                .map(f -> f.subject() + ": does not run here: " + f.reason())
                .toList()));
        blocks.addAll(plots);
        blocks.add(new Block.Table(
                "All cases",
                List.of("\"of the first\": images a second against the first subject under the same load"),
                Figures.OVERVIEW,
                Figures.overview(report)));
        for (Measurement m : report.measurements()) {
            List<String> notes = new ArrayList<>(List.of(m.of().load(), Figures.headline(m)));
            notes.addAll(m.warnings());
            blocks.add(new Block.Table(m.of().subject(), notes, Figures.LATENCY, Figures.latency(m)));
        }
        return new Page(
                "instagan bench",
                "Translation by exported models: how many images and instances a second, and what a request spends"
                        + " its time on.",
                report.facts(),
                blocks);
    }
}

package org.instagan.evaluate.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.data.dataset.DatasetReport;
import org.instagan.data.dataset.DatasetReport.Domain;
import org.instagan.data.dataset.DatasetReport.Entry;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Resample;
import org.instagan.report.Block;
import org.instagan.report.CategoryPlot;
import org.instagan.report.MaskColours;
import org.instagan.report.Page;

/** A page over a {@link DatasetReport}: problems, histograms, and thumbnails with the instances outlined. */
public final class DatasetPage {
    private static final int THUMBNAILS = 24; // of each domain, evenly chosen
    private static final int SIDE = 160;
    private static final int MOST_INSTANCES = 16;
    private static final double[] AREAS = {0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};
    private static final int MOST_PROBLEMS = 200;

    private final DatasetReport report;
    private final Path out;

    private DatasetPage(DatasetReport report, Path out) {
        this.report = report;
        this.out = out;
    }

    /**
     * Writes {@code index.html} and its pictures.
     *
     * @param data whose name the page has
     * @return the page
     * @throws org.instagan.error.InputException when they cannot be written
     */
    public static Path write(DatasetReport report, Path data, Path out) {
        try {
            Files.createDirectories(out.resolve("thumbnails"));
        } catch (IOException e) {
            throw FileProblem.of(out + ": cannot be made: " + e.getMessage(), e);
        }
        return new DatasetPage(report, out).write(data);
    }

    private Path write(Path data) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(summary());
        blocks.add(problems());
        if (report.domains().stream().anyMatch(d -> !d.entries().isEmpty())) {
            blocks.add(plot(
                    "instances.png",
                    "Instances an image",
                    IntStream.rangeClosed(0, MOST_INSTANCES)
                            .mapToObj(n -> n == MOST_INSTANCES ? n + "+" : Integer.toString(n))
                            .toList(),
                    entry -> List.of(Math.min(MOST_INSTANCES, entry.areas().size()))));
            blocks.add(plot(
                    "areas.png",
                    "Share of the image that a mask covers",
                    IntStream.range(1, AREAS.length)
                            .mapToObj(i -> percent(AREAS[i - 1]) + "–" + percent(AREAS[i]) + " %")
                            .toList(),
                    entry -> entry.areas().stream().map(DatasetPage::bin).toList()));
        }
        report.domains().forEach(domain -> blocks.add(gallery(domain)));
        Path page = out.resolve("index.html");
        String verdict = report.isFit() ? "Training would take it." : "Training would refuse it: see the errors below.";
        new Page("Data set " + data.toAbsolutePath().normalize().getFileName(), verdict, Map.of(), blocks).write(page);
        return page;
    }

    private Block summary() {
        List<List<String>> rows = report.domains().stream()
                .map(d -> List.of(
                        d.name(),
                        Integer.toString(d.entries().size()),
                        Integer.toString(d.masks()),
                        range(d, Entry::width) + " × " + range(d, Entry::height),
                        medianArea(d)))
                .toList();
        List<String> columns = List.of("folder", "images", "masks", "pixels", "median mask");
        return new Block.Table("Summary", List.of(), columns, rows);
    }

    private static String range(Domain domain, ToIntFunction<Entry> side) {
        int least = domain.entries().stream().mapToInt(side).min().orElse(0);
        int most = domain.entries().stream().mapToInt(side).max().orElse(0);
        return least == most ? Integer.toString(least) : least + "–" + most;
    }

    private static String medianArea(Domain domain) {
        double[] areas = domain.entries().stream()
                .flatMap(e -> e.areas().stream())
                .mapToDouble(a -> a)
                .sorted()
                .toArray();
        return areas.length == 0 ? "none" : String.format(Locale.ROOT, "%.1f %%", 100 * areas[areas.length / 2]);
    }

    private static int percent(double share) {
        return (int) Math.round(100 * share);
    }

    private static int bin(double area) {
        int bin = 0;
        while (bin < AREAS.length - 2 && area >= AREAS[bin + 1]) {
            bin++;
        }
        return bin;
    }

    private Block problems() {
        if (report.problems().isEmpty()) {
            return new Block.Notes(List.of("No problem was found."));
        }
        List<List<String>> rows = report.problems().stream()
                .limit(MOST_PROBLEMS)
                .map(p -> List.of(p.fatal() ? "error" : "warning", p.file().toString(), p.reason()))
                .toList();
        int more = report.problems().size() - rows.size();
        List<String> notes =
                rows.isEmpty() ? List.of("None.") : more > 0 ? List.of(more + " more are not shown.") : List.of();
        return new Block.Table("Problems", notes, List.of("", "file", "reason"), rows);
    }

    private Block plot(
            String file, String title, List<String> places, java.util.function.Function<Entry, List<Integer>> binsOf) {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (Domain domain : report.domains()) {
            double[] counts = new double[places.size()];
            domain.entries().stream().flatMap(e -> binsOf.apply(e).stream()).forEach(bin -> counts[bin]++);
            lines.put(domain.name(), java.util.Arrays.stream(counts).boxed().toList());
        }
        new CategoryPlot(title, "", "number", places, lines).write(out.resolve(file));
        return new Block.Plot(file, title);
    }

    private Block gallery(Domain domain) {
        List<Entry> all = domain.entries();
        int count = Math.min(THUMBNAILS, all.size());
        List<Block.Row> rows = IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .map(entry -> row(domain, entry))
                .toList();
        String note = count < all.size() ? count + " of " + all.size() + " images, evenly chosen" : "";
        return new Block.Gallery(
                domain.name(), Stream.of(note).filter(n -> !n.isEmpty()).toList(), List.of("image", "instances"), rows);
    }

    private Block.Row row(Domain domain, Entry entry) {
        Image image = Images.readRgb(entry.image());
        List<Image> masks = entry.masks().stream().map(Images::readGray).toList();
        String name = entry.image().getFileName().toString();
        String plain = "thumbnails/" + domain.name() + "-" + name + ".png";
        String outlined = "thumbnails/" + domain.name() + "-" + name + "-instances.png";
        Images.writePng(small(image), out.resolve(plain));
        Images.writePng(small(MaskColours.outlines(image, masks)), out.resolve(outlined));
        return new Block.Row(name, List.of(plain, outlined), entry.areas().size() + " instances");
    }

    private static Image small(Image image) {
        double scale = Math.min(1, (double) SIDE / Math.max(image.width(), image.height()));
        int width = Math.max(1, (int) Math.round(image.width() * scale));
        int height = Math.max(1, (int) Math.round(image.height() * scale));
        return Resample.bicubic(image, width, height);
    }
}

package org.instagan.evaluate.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.instagan.data.Instances;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.report.Block;
import org.instagan.report.MaskColours;
import org.instagan.report.Page;

/** A page over what a {@link Judge} found, with the pictures whose context was kept worst and best. */
public final class JudgePage {
    private static final int SHOWN = 6;

    private final Path out;
    private final List<Block> blocks = new ArrayList<>();

    /** @throws org.instagan.error.InputException when the folder cannot be made */
    public JudgePage(Path out) {
        this.out = out;
        try {
            Files.createDirectories(out.resolve("pictures"));
        } catch (IOException e) {
            throw FileProblem.of(out + ": cannot be made: " + e.getMessage(), e);
        }
    }

    /** A picture with what became of it. */
    public record Case(Instances source, Judge.Result result) {}

    /**
     * Adds a direction.
     *
     * @param cases few of them are drawn
     */
    public void add(String direction, Summary summary, List<Case> cases) {
        List<List<String>> rows = new ArrayList<>();
        summary.figures().forEach((name, value) -> rows.add(List.of(name, text(value))));
        blocks.add(new Block.Table(direction, List.of(), List.of("figure", "value"), rows));
        List<Case> sorted = cases.stream()
                .sorted(Comparator.comparingDouble(c -> c.result().judgement().contextPsnr()))
                .toList();
        int count = Math.min(SHOWN, sorted.size());
        gallery(direction, "worst", sorted.subList(0, count));
        if (sorted.size() > count) {
            gallery(direction, "best", sorted.subList(sorted.size() - count, sorted.size()));
        }
    }

    private void gallery(String direction, String which, List<Case> cases) {
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            Judgement j = one.result().judgement();
            String stem = "pictures/" + direction.replace(' ', '-') + "-" + which + "-" + i;
            Images.writePng(outlined(one.source()), out.resolve(stem + "-source.png"));
            Images.writePng(one.result().translated().image(), out.resolve(stem + "-plain.png"));
            Images.writePng(outlined(one.result().translated()), out.resolve(stem + "-masks.png"));
            rows.add(new Block.Row(
                    j.name(),
                    List.of(stem + "-source.png", stem + "-plain.png", stem + "-masks.png"),
                    String.format(
                            Locale.ROOT,
                            "context %.1f dB, SSIM %.3f; %d of %d instances kept",
                            j.contextPsnr(),
                            j.contextSsim(),
                            j.kept(),
                            j.instances())));
        }
        blocks.add(new Block.Gallery(
                direction + ": context kept " + which, List.of(), List.of("source", "translated", "its masks"), rows));
    }

    private static Image outlined(Instances picture) {
        return MaskColours.outlines(picture.image(), picture.masks());
    }

    /** With as many digits as say something. */
    public static String text(double value) {
        double size = Math.abs(value);
        return value == Math.rint(value) && size < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, size < 0.1 ? "%.2e" : size < 10 ? "%.3f" : "%.1f", value);
    }

    /**
     * Writes {@code index.html}.
     *
     * @param facts of the model and the data
     */
    public Path write(Map<String, String> facts) {
        Path page = out.resolve("index.html");
        new Page("Judged", "Outside of the instances pictures should stay as they are.", facts, blocks).write(page);
        return page;
    }
}

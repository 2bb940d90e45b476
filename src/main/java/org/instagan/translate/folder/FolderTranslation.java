package org.instagan.translate.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.error.InputException;
import org.instagan.error.NotFiniteException;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.report.Block;
import org.instagan.report.Count;
import org.instagan.report.MaskColours;
import org.instagan.report.Page;
import org.instagan.translate.Fit;
import org.instagan.translate.Translator;

/**
 * Translates a folder: {@code translated/NAME.png}, {@code translated_seg/NAME_0.png}, … in the layout that a data set
 * has, and a gallery, {@code index.html}, with what it shows in {@code gallery}.
 */
public final class FolderTranslation {
    private static final int TRANSLATED = 2;

    private final Translator translator;
    private final Fit fit;
    private final Path out;
    private final List<Block.Row> rows = new ArrayList<>();

    /** @throws InputException when the folder cannot be written */
    public FolderTranslation(Translator translator, Fit fit, Path out) {
        this.translator = translator;
        this.fit = fit;
        this.out = out;
        try {
            for (String part : List.of("translated", "translated_seg", "gallery")) {
                Files.createDirectories(out.resolve(part));
            }
            Files.delete(Files.createTempFile(out, ".probe", ""));
        } catch (IOException e) {
            throw FileProblem.of(out + ": cannot be written (" + e + "), name a folder that can", e);
        }
    }

    /**
     * Translates every image; one without a mask is copied, and its line says so. One that cannot be read or translated
     * is reported and left out, and the others go on.
     *
     * @param report takes a line for each image that is there
     * @param failed takes a line for each that is not
     * @return how many are not
     * @throws InputException before anything is written, when no image has a mask; and when a result cannot be written
     */
    public int run(InstanceFolder folder, Consumer<String> report, Consumer<String> failed) {
        int failures = 0;
        for (Item item : folder.requireAnyMask().items()) {
            long start = System.nanoTime();
            Made made;
            try {
                made = make(item);
            } catch (InputException | NotFiniteException e) {
                failures++;
                failed.accept(e.getMessage());
                continue;
            }
            made.translated().ifPresentOrElse(t -> write(made.source(), t), () -> copy(made.source()));
            report.accept(line(made.source(), (System.nanoTime() - start) / 1e9));
        }
        return failures;
    }

    /** An image, and what became of it where it has masks. */
    private record Made(Instances source, Optional<Instances> translated) {}

    private Made make(Item item) {
        Instances source = item.read();
        return new Made(source, source.masks().isEmpty() ? Optional.empty() : Optional.of(translate(source)));
    }

    private static String line(Instances source, double seconds) {
        return source.masks().isEmpty()
                ? source.name() + ": no mask, copied as it is"
                : String.format(
                        Locale.ROOT,
                        "%s: %s, %.2f s",
                        source.name(),
                        Count.of(source.masks().size(), "instance"),
                        seconds);
    }

    private Instances translate(Instances source) {
        return translator.translate(fit.of(source));
    }

    private void write(Instances source, Instances result) {
        String name = source.name();
        Images.writePng(result.image(), out.resolve("translated").resolve(name + ".png"));
        for (int i = 0; i < result.masks().size(); i++) {
            Images.writePng(result.masks().get(i), out.resolve("translated_seg").resolve(name + "_" + i + ".png"));
        }
        row(source, result, Count.of(source.masks().size(), "instance"));
    }

    private void copy(Instances source) {
        Images.writePng(source.image(), out.resolve("translated").resolve(source.name() + ".png"));
        row(source, source, "no mask: copied as it is");
    }

    private void row(Instances source, Instances result, String note) {
        String name = source.name();
        int number = rows.size(); // a name may be as long as a file's can be
        Map<String, Image> shown = new LinkedHashMap<>();
        shown.put("source", source.image());
        shown.put("masks", MaskColours.outlines(source.image(), source.masks()));
        shown.put("result-masks", MaskColours.outlines(result.image(), result.masks()));
        List<String> paths = new ArrayList<>();
        shown.forEach((kind, image) -> {
            String file = "gallery/" + number + "." + kind + ".png";
            Images.writePng(image, out.resolve(file));
            paths.add(file);
        });
        paths.add(TRANSLATED, "translated/" + name + ".png");
        rows.add(new Block.Row(name, paths, note));
    }

    /** The gallery's, one for each image that is there. */
    public List<Block.Row> rows() {
        return List.copyOf(rows);
    }

    /** What a row's images are. */
    public List<String> columns() {
        String translated = translator.keepsBackground() ? "translated (composited)" : "translated";
        return List.of("source", "its masks", translated, "translated masks");
    }

    /** Writes {@code index.html} over the rows that {@link #run} made. */
    public Path writeGallery(String title, String introduction, Map<String, String> facts) {
        Path html = out.resolve("index.html");
        new Page(title, introduction, facts, List.of(new Block.Gallery("", List.of(), columns(), rows))).write(html);
        return html;
    }
}

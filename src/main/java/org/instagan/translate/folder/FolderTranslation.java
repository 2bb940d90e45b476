package org.instagan.translate.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
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
    /** Pictures that wait to be computed, and to be written. */
    private static final int WAITING = 3;

    private static final int THREADS = 2;

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
     * Translates every image; one without a mask is copied, and its line says so, unless the model translates it as a whole. One that cannot be read or translated
     * is reported and left out, and the others go on.
     *
     * @param report takes a line for each image that is there
     * @param failed takes a line for each that is not
     * @return how many are not
     * @throws InputException before anything is written, when no image has a mask; and when a result cannot be written
     */
    public int run(InstanceFolder folder, Consumer<String> report, Consumer<String> failed) {
        int failures = 0;
        Iterator<Item> items =
                (whole() ? folder : folder.requireAnyMask()).items().iterator();
        Deque<Future<Instances>> read = new ArrayDeque<>();
        Deque<Future<Written>> written = new ArrayDeque<>();
        try (Background background = new Background(THREADS)) {
            for (int number = 0; fill(read, items, background); number++) {
                try {
                    Instances source = Background.result(read.remove());
                    written.add(translated(source, number, background));
                } catch (InputException | NotFiniteException e) {
                    failures++;
                    finish(written, 0, report);
                    failed.accept(e.getMessage());
                }
                finish(written, WAITING, report);
            }
            finish(written, 0, report);
        }
        return failures;
    }

    /** Pictures are decoded while others are computed. */
    private static boolean fill(Deque<Future<Instances>> read, Iterator<Item> items, Background background) {
        while (read.size() < WAITING && items.hasNext()) {
            Item item = items.next();
            read.add(background.start(item::read));
        }
        return !read.isEmpty();
    }

    /** What became of an image, written, and what is said of it. */
    private record Written(Block.Row row, String line) {}

    private Future<Written> translated(Instances source, int number, Background background) {
        if (source.masks().isEmpty() && !whole()) {
            return background.start(() -> new Written(copy(source, number), line(source, 0)));
        }
        long start = System.nanoTime();
        Instances result = translator.translate(fit.of(source));
        double seconds = (System.nanoTime() - start) / 1e9;
        return background.start(() -> new Written(write(source, result, number), line(source, seconds)));
    }

    /** Waits until no more than some are being written; they come in their order. */
    private void finish(Deque<Future<Written>> written, int left, Consumer<String> report) {
        while (written.size() > left) {
            Written one = Background.result(written.remove());
            rows.add(one.row);
            report.accept(one.line);
        }
    }

    private boolean whole() {
        return translator.card().translatesWhole();
    }

    private String line(Instances source, double seconds) {
        return source.masks().isEmpty() && !whole()
                ? source.name() + ": no mask, copied as it is"
                : String.format(
                        Locale.ROOT,
                        "%s: %s, %.2f s",
                        source.name(),
                        Count.of(source.masks().size(), "instance"),
                        seconds);
    }

    private Block.Row write(Instances source, Instances result, int number) {
        String name = source.name();
        Images.writePng(result.image(), out.resolve("translated").resolve(name + ".png"));
        for (int i = 0; i < result.masks().size(); i++) {
            Images.writePng(result.masks().get(i), out.resolve("translated_seg").resolve(name + "_" + i + ".png"));
        }
        return row(source, result, number, Count.of(source.masks().size(), "instance"));
    }

    private Block.Row copy(Instances source, int number) {
        Images.writePng(source.image(), out.resolve("translated").resolve(source.name() + ".png"));
        return row(source, source, number, "no mask: copied as it is");
    }

    /** @param number names its pictures: a name may be as long as a file's can be */
    private Block.Row row(Instances source, Instances result, int number, String note) {
        String name = source.name();
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
        return new Block.Row(name, paths, note);
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

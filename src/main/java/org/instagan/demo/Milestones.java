package org.instagan.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.file.FileProblem;
import org.instagan.file.WorkFolder;
import org.instagan.image.Images;
import org.instagan.platform.ort.Device;
import org.instagan.report.Block;
import org.instagan.train.TrainingListener;
import org.instagan.translate.Translator;

/** Translates the same few images at set moments of a run, and passes on what it hears of it. */
final class Milestones implements TrainingListener {
    /** Where the generators are kept as they were before training. */
    static final String UNTRAINED = "untrained/onnx";

    private static final String MOMENTS_FOLDER = "moments";
    private static final Map<String, Double> MOMENTS = moments();
    private static final int IMAGES = 2;

    private final Path out;
    private final int threads;
    private final TrainingListener listener;
    private final Map<String, List<String>> pictures = new LinkedHashMap<>();
    private final List<String> columns = new ArrayList<>();
    private long iterations;
    private double seconds;

    Milestones(Path out, int threads, TrainingListener listener) {
        this.out = out;
        this.threads = threads;
        this.listener = listener;
    }

    private static Map<String, Double> moments() {
        Map<String, Double> moments = new LinkedHashMap<>();
        moments.put("untrained", 0.0);
        moments.put("1/8", 0.125);
        moments.put("1/4", 0.25);
        moments.put("1/2", 0.5);
        return moments;
    }

    long iterations() {
        return iterations;
    }

    /** Of all iterations together. */
    double seconds() {
        return seconds;
    }

    @Override
    public void paused(double done, Generators generators) {
        for (Map.Entry<String, Double> moment : MOMENTS.entrySet()) {
            if (done >= moment.getValue() && !columns.contains(moment.getKey())) {
                if (columns.isEmpty()) {
                    generators.write(out.resolve(UNTRAINED));
                    reached(moment.getKey(), out.resolve(UNTRAINED));
                } else {
                    try (WorkFolder work = WorkFolder.within(out)) {
                        generators.write(work.path());
                        reached(moment.getKey(), work.path());
                    }
                }
            }
        }
    }

    /** Translates the images with the models of a folder; a column more. */
    void reached(String moment, Path models) {
        columns.add(moment);
        createFolder();
        for (Task task : Task.values()) {
            try (Translator translator =
                    Translator.open(task.model(models), Device.CPU, threads, Translator.Options.defaults())) {
                for (Item item : task.tests(out.resolve("data")).items().subList(0, IMAGES)) {
                    Instances translated = translator.translate(item.read());
                    String file = MOMENTS_FOLDER + "/" + item.name() + "-" + columns.size() + ".png";
                    Images.writePng(translated.image(), out.resolve(file));
                    pictures.computeIfAbsent(item.name(), name -> new ArrayList<>())
                            .add(file);
                }
            }
        }
    }

    private void createFolder() {
        try {
            Files.createDirectories(out.resolve(MOMENTS_FOLDER));
        } catch (IOException e) {
            throw FileProblem.of(out.resolve(MOMENTS_FOLDER) + ": cannot be made (" + e + ")", e);
        }
    }

    /** A row an image, a column a moment. */
    Block.Gallery gallery() {
        List<Block.Row> rows = new ArrayList<>();
        pictures.forEach((name, files) -> rows.add(new Block.Row(name, files, "")));
        return new Block.Gallery(
                "While it trained",
                List.of("The same images at fractions of the run; \"trained\" is the exported model."),
                columns,
                rows);
    }

    @Override
    public void iterated(Progress progress) {
        iterations++;
        seconds += progress.seconds();
        listener.iterated(progress);
    }

    @Override
    public void wrote(Path file) {
        listener.wrote(file);
    }

    @Override
    public void note(String text) {
        listener.note(text);
    }
}

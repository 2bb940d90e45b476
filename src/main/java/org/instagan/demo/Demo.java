package org.instagan.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.data.InstanceFolder;
import org.instagan.infer.Fit;
import org.instagan.infer.FolderTranslation;
import org.instagan.infer.Translator;
import org.instagan.model.Piece;
import org.instagan.report.GalleryPage;
import org.instagan.train.ConfigFile;
import org.instagan.train.Format;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunExport;
import org.instagan.train.RunFolder;
import org.instagan.train.TrainingListener;
import org.instagan.train.TrainingRun;

/**
 * The product from end to end on data that it makes itself: discs to triangles and back, in minutes on a processor.
 * Leaves {@code data}, {@code run}, {@code onnx}, the translations of images that training never saw, and {@code
 * index.html} over all of it.
 */
public final class Demo {
    private static final int SIZE = 64;
    private static final int TRAINING_IMAGES = 300;
    private static final int TEST_IMAGES = 6;

    private final Path out;
    private final Duration budget;
    private final Map<String, String> settings;
    private final TrainingListener listener;
    private long iterations;

    /**
     * A demonstration to come.
     *
     * @param out a folder that is not there yet, or empty
     * @param budget for training
     * @param settings of {@link RunConfig} that override the demonstration's own
     */
    public Demo(Path out, Duration budget, Map<String, String> settings, TrainingListener listener) {
        this.out = out;
        this.budget = budget;
        this.settings = settings;
        this.listener = listener;
    }

    /** Small networks that learn fast: what differs from the defaults for photographs. */
    private RunConfig config() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("data", out.resolve("data").toString());
        own.put("load-size", Integer.toString(SIZE));
        own.put("crop-size", Integer.toString(SIZE));
        own.put("filters", "8");
        own.put("discriminator-filters", "16");
        own.put("ins-max", "4");
        own.put("ins-per", "2");
        own.put("learning-rate", "1e-3");
        own.put("sample-every", "1000");
        own.put("checkpoint-every", "1000");
        own.putAll(settings);
        return ConfigFile.override(RunConfig.defaults(), own);
    }

    /** @return the page */
    public Path run() {
        RunConfig config = config();
        TrainingRun training = new TrainingRun(
                config, new RunFolder(out.resolve("run")), Plan.budget(budget, config.learningRate()), counting());
        listener.note("drawing " + TRAINING_IMAGES + " images of discs and as many of triangles");
        SyntheticData.write(out.resolve("data"), SIZE, TRAINING_IMAGES, TEST_IMAGES, config.seed());
        long start = System.nanoTime();
        training.start();
        Duration trained = Duration.ofNanos(System.nanoTime() - start);
        List<GalleryPage.Row> rows = new ArrayList<>();
        for (RunExport.Exported model : RunExport.write(
                out.resolve("run"), null, out.resolve("onnx"), Format.fp32(), config.computeThreads())) {
            listener.wrote(model.file());
            rows.addAll(translate(model.file(), config.computeThreads()));
        }
        return page(config, trained, rows);
    }

    private List<GalleryPage.Row> translate(Path file, int threads) {
        String direction = Piece.stem(file);
        String domain = direction.substring(0, 1);
        Path data = out.resolve("data");
        InstanceFolder test =
                InstanceFolder.open(data.resolve("test" + domain), data.resolve("test" + domain + "_seg"));
        try (Translator translator = Translator.open(file, Translator.Options.cpu(threads))) {
            String title = translator.card().direction() + ": ";
            return new FolderTranslation(translator, new Fit(Optional.empty()), out.resolve(direction))
                    .run(test, line -> {}).stream()
                            .map(row -> row.within(direction, title))
                            .toList();
        }
    }

    private Path page(RunConfig config, Duration trained, List<GalleryPage.Row> rows) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("training data", TRAINING_IMAGES + " synthetic images a domain, " + SIZE + "x" + SIZE);
        facts.put("trained", trained.toSeconds() + " s, of them " + budget.toSeconds() + " s of iterations");
        facts.put("iterations", Long.toString(iterations));
        facts.put(
                "filters", config.filters() + " (generators), " + config.discriminatorFilters() + " (discriminators)");
        facts.put("threads", Integer.toString(config.computeThreads()));
        facts.put("seed", Long.toString(config.seed()));
        Path html = out.resolve("index.html");
        new GalleryPage(
                        "InstaGAN demo: discs to triangles, triangles to discs",
                        "Two small generators, trained just now on synthetic images with exact instance masks, exported"
                                + " to ONNX and run on images that training never saw. Every instance is to change its"
                                + " shape and colour; the background is to stay.",
                        facts,
                        Optional.of("run/losses.png"),
                        List.of("source", "masks", "translated", "its masks"),
                        rows)
                .write(html);
        return html;
    }

    private TrainingListener counting() {
        return new TrainingListener() {
            @Override
            public void iterated(Progress progress) {
                iterations++;
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
        };
    }
}

package org.instagan.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.instagan.data.InstanceFolder;
import org.instagan.evaluate.Scores;
import org.instagan.evaluate.Tally;
import org.instagan.export.RunExport;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.platform.ort.Device;
import org.instagan.report.Block;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.TrainingListener;
import org.instagan.train.TrainingRun;
import org.instagan.translate.Fit;
import org.instagan.translate.Translator;
import org.instagan.translate.folder.FolderTranslation;

/**
 * The product from end to end on data that it makes itself: discs to triangles and back, in minutes on a processor.
 * Leaves {@code data}, {@code run}, {@code onnx}, the translations of images that training never saw, {@code index.html}
 * over all of it, and {@code strip.png}, a few of them in one picture.
 */
public final class Demo {
    static final int SIZE = 64;
    static final int TRAINING_IMAGES = 300;
    static final int TEST_IMAGES = 20;

    private static final double LEAST_PSNR = 28;
    private static final double LEAST_MASK_IOU = 0.75;
    private static final double LEAST_KEPT = 0.95;

    private final Path out;
    private final DoubleFunction<Plan> plan;
    private final Map<String, String> settings;
    private final TrainingListener listener;

    /**
     * A demonstration to come.
     *
     * @param out a folder that is not there yet, or empty
     * @param plan how long to train, for the learning rate of the settings
     * @param settings of {@link RunConfig} that override the demonstration's own
     */
    public Demo(Path out, DoubleFunction<Plan> plan, Map<String, String> settings, TrainingListener listener) {
        this.out = out;
        this.plan = plan;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * What it led to.
     *
     * @param page {@code index.html}
     * @param directions A to B, then B to A
     */
    public record Result(Path page, List<Direction> directions) {

        /** What the demonstration is to show, in words. */
        public static final String TARGET = String.format(
                Locale.ROOT,
                "background %.0f dB, mask IoU %.2f, %.0f %% of the instances kept, both directions together",
                LEAST_PSNR,
                LEAST_MASK_IOU,
                100 * LEAST_KEPT);

        /** Whether both directions together reach {@link #TARGET}. */
        public boolean reachesTarget() {
            return directions.stream()
                    .map(Direction::trained)
                    .reduce(Scores::and)
                    .orElseThrow()
                    .reaches(LEAST_PSNR, LEAST_MASK_IOU, LEAST_KEPT);
        }
    }

    /**
     * One direction on images that training never saw.
     *
     * @param name such as {@code A to B}
     * @param trained of the exported generator
     * @param untrained of the same generator before training
     * @param rows the exported generator's, on the page
     */
    public record Direction(String name, Scores trained, Scores untrained, List<Block.Row> rows) {}

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
        own.put("samples", "never");
        own.put("checkpoint-epochs", "0");
        own.putAll(settings);
        return ConfigFile.override(RunConfig.defaults(), own);
    }

    /** @param command by which the user starts the command line, for the page's hints */
    public Result run(String command) {
        RunConfig config = config();
        Milestones milestones = new Milestones(out, config.computeThreads(), listener);
        TrainingRun training = new TrainingRun(
                config, new RunFolder(out.resolve("run")), plan.apply(config.learningRate()), milestones);
        listener.note("drawing " + TRAINING_IMAGES + " images of discs and as many of triangles");
        SyntheticData.write(out.resolve("data"), SIZE, TRAINING_IMAGES, TEST_IMAGES, config.seed());
        training.start();
        List<Direction> directions = new ArrayList<>();
        for (RunExport.Exported model : RunExport.write(
                out.resolve("run"), null, out.resolve("onnx"), ExportFormat.fp32(), config.computeThreads())) {
            listener.wrote(model.file());
        }
        milestones.reached("trained", out.resolve("onnx"));
        for (Task task : Task.values()) {
            directions.add(translate(task, config.computeThreads()));
        }
        return new DemoPage(out, config, milestones).write(directions, command);
    }

    private Direction translate(Task task, int threads) {
        listener.note("translating " + TEST_IMAGES + " images, " + task.title() + ", untrained and trained");
        Path trained = out.resolve(task.stem());
        Path untrained = out.resolve("untrained").resolve(task.stem());
        List<Block.Row> after = translate(task, out.resolve("onnx"), trained, threads);
        List<Block.Row> before = translate(task, out.resolve(Milestones.UNTRAINED), untrained, threads);
        return new Direction(
                task.title(), score(task, trained), score(task, untrained), DemoPage.rows(task, after, before));
    }

    private List<Block.Row> translate(Task task, Path models, Path to, int threads) {
        try (Translator translator =
                Translator.open(task.model(models), Device.CPU, threads, Translator.Options.defaults())) {
            FolderTranslation job = new FolderTranslation(translator, new Fit(Optional.empty()), to);
            job.run(task.tests(out.resolve("data")), line -> {}, line -> {
                throw new IllegalStateException("an image of our own: " + line);
            });
            return job.rows();
        }
    }

    private Scores score(Task task, Path translated) {
        Path data = out.resolve("data");
        Tally tally = new Tally(task.source().counterpart()::isColour);
        tally.addAll(
                task.tests(data),
                InstanceFolder.open(translated.resolve("translated"), translated.resolve("translated_seg")),
                task.truth(data));
        return tally.scores();
    }
}

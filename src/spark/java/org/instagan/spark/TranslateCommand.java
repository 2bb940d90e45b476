package org.instagan.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.instagan.error.InputException;
import org.instagan.report.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code translate}: folders or a table of pictures. */
@Command(
        name = "translate",
        mixinStandardHelpOptions = true,
        description =
                "Translates pictures instance by instance: folders as 'instagan translate' reads them, or a table in"
                        + " Parquet with id, image and masks. URIs are of any file system that Hadoop knows.")
final class TranslateCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "URI",
            required = true,
            description = "A2B.onnx, with its pieces beside it.")
    private String model;

    @Option(names = "--images", paramLabel = "URI", description = "Folder of images, NAME.png and so on.")
    private String images;

    @Option(names = "--masks", paramLabel = "URI", description = "Folder of their masks, NAME_0.png, ….")
    private String masks;

    @Option(names = "--table", paramLabel = "URI", description = "Instead of folders: Parquet with id, image, masks.")
    private String table;

    @Option(names = "--out", paramLabel = "URI", required = true, description = "Folder of the results.")
    private String out;

    @Option(
            names = "--format",
            paramLabel = "folder|parquet",
            description = "Files in translated and translated_seg, or Parquet in pictures (default: as what is read).")
    private String format;

    @Option(names = "--resume", description = "Go on: leave out what the manifest in --out has.")
    private boolean resume;

    @Option(
            names = "--fail-above",
            paramLabel = "SHARE",
            defaultValue = "100%",
            description =
                    "Exit code 1 where a larger share of the pictures failed, 1%% say. Default: ${DEFAULT-VALUE}.")
    private String failAbove;

    @Option(
            names = "--partition-size",
            paramLabel = "N",
            defaultValue = "64",
            description = "Pictures of a task, for folders: what a lost executor costs. Default: ${DEFAULT-VALUE}.")
    private int partitionSize;

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "", description = "Resize to this.")
    private String size;

    @Option(names = "--ins-per", paramLabel = "N", defaultValue = "0", description = "Instances translated at a time.")
    private int insPer;

    @Option(names = "--keep-background", description = "Composite each step onto what was there before it.")
    private boolean keepBackground;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Pictures of one size that a task translates together. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--most-values",
            paramLabel = "N",
            defaultValue = "64000000",
            description = "Largest picture: pixels times 3 + its masks. Bounds a task's memory, 10 bytes each times"
                    + " --batch. Default: ${DEFAULT-VALUE}.")
    private long mostValues;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        double limit = share(failAbove);
        if ((images == null) == (table == null)) {
            throw new InputException("--images or --table: expected one of them");
        }
        if (partitionSize < 1) {
            throw new InputException("--partition-size: expected 1 or more, got " + partitionSize);
        }
        boolean files = format == null ? table == null : format.equals("folder");
        if (format != null && !List.of("folder", "parquet").contains(format)) {
            throw new InputException("--format: expected folder or parquet, got '" + format + "'");
        }
        Settings settings = new Settings(model, size, insPer, keepBackground, batch, mostValues);
        try (SparkSession spark =
                SparkSession.builder().appName("instagan translate").getOrCreate()) {
            requireOut(spark);
            TranslateJob job = new TranslateJob(spark, settings, out, files);
            long started = System.nanoTime();
            Manifest made = table == null
                    ? job.folder(images, masks == null ? "" : masks, partitionSize, resume)
                    : job.table(table, resume);
            return report(made, (System.nanoTime() - started) / 1e9, limit);
        }
    }

    private void requireOut(SparkSession spark) {
        Path path = new Path(out);
        try {
            boolean there = path.getFileSystem(spark.sparkContext().hadoopConfiguration())
                    .exists(path);
            if (there && !resume) {
                throw new InputException("--out " + out + ": is there already; name another folder, or add --resume");
            }
        } catch (IOException e) {
            throw new InputException("--out " + out + ": cannot be looked at: " + e.getMessage(), e);
        }
    }

    private int report(Manifest made, double seconds, double limit) {
        PrintWriter console = spec.commandLine().getOut();
        long failed = made.count(PictureRow.FAILED);
        console.printf(
                Locale.ROOT,
                "%s translated, %s, %d copied, %d failed, %.1f s%n",
                Count.of(made.count(PictureRow.OK), "picture"),
                Count.of(made.instances(), "instance"),
                made.count(PictureRow.COPIED),
                failed,
                seconds);
        made.failures().forEach(reason -> console.println("failed: " + reason));
        console.flush();
        return failed > limit * made.all() ? 1 : 0;
    }

    private static double share(String text) {
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1) : text;
        if (!number.matches("\\d{1,3}(\\.\\d+)?")) {
            throw new InputException("--fail-above: expected a share such as 1% or 0.01, got '" + text + "'");
        }
        return Double.parseDouble(number) / (percent ? 100 : 1);
    }
}

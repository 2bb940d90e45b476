package org.instagan.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.instagan.error.InputException;
import org.instagan.train.ConfigFile;
import org.instagan.train.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: rounds of local SGD. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains by rounds: each worker some iterations on its share of the data, then weights and moments are"
                        + " averaged. The result is a run folder as 'instagan train' makes it.")
final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "URI",
            required = true,
            description =
                    "The run's settings, as 'instagan train --config' takes them; data is a URI that all workers read.")
    private String config;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting over the file's, filters=32 say.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--workers", paramLabel = "N", required = true, description = "Shares that the data are cut into.")
    private int workers;

    @Option(
            names = "--local-iterations",
            paramLabel = "K",
            required = true,
            description = "Iterations of a worker between two averages.")
    private int localIterations;

    @Option(names = "--rounds", paramLabel = "R", required = true, description = "Rounds in all.")
    private int rounds;

    @Option(
            names = "--out",
            paramLabel = "URI",
            required = true,
            description = "The run's folder; all workers write to it.")
    private String out;

    @Option(names = "--resume", description = "Go on from the newest round in --out.")
    private boolean resume;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        require("--workers", workers, 10_000);
        require("--local-iterations", localIterations, 1_000_000);
        require("--rounds", rounds, 1_000_000);
        PrintWriter console = spec.commandLine().getOut();
        try (SparkSession spark =
                SparkSession.builder().appName("instagan train").getOrCreate()) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            RunConfig settings = settings(context);
            LocalSgd.Rounds plan = new LocalSgd.Rounds(workers, localIterations, rounds);
            new LocalSgd(context, settings, out, plan).run(resume, (number, seconds) -> {
                console.printf(Locale.ROOT, "round %d of %d, %.1f s%n", number, rounds, seconds);
                console.flush();
            });
        }
        console.println("The run is in " + out);
        console.flush();
        return 0;
    }

    private RunConfig settings(JavaSparkContext context) throws IOException {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(config);
        String parent = file.getParent() == null ? "." : file.getParent().toString();
        Store folder = new Store(parent, new SerializableConfiguration(context.hadoopConfiguration()));
        Path local = Files.createTempFile("instagan", ".yaml");
        try {
            Files.write(local, folder.read(file.getName()));
            RunConfig read = ConfigFile.override(ConfigFile.read(local, RunConfig.defaults()), set);
            if (read.data().isBlank()) {
                throw new InputException(config + ": setting 'data': expected the URI of a data set");
            }
            return read.checked();
        } finally {
            Files.delete(local);
        }
    }

    private static void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new InputException(option + ": expected 1 to " + most + ", got " + value);
        }
    }
}

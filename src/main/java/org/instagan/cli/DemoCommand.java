package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import org.instagan.demo.Demo;
import org.instagan.error.InputException;
import org.instagan.evaluate.Scores;
import org.instagan.train.Plan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code instagan demo}: everything once, on synthetic data. */
@Command(
        name = "demo",
        description = "Makes a small data set, trains on it, exports, translates images that training never saw, and"
                + " writes one page.")
final class DemoCommand implements Callable<Integer> {
    private static final String FOLDER = "instagan-demo";

    @ArgGroup
    private Effort effort = new Effort();

    @Option(names = "--out", paramLabel = "DIR", description = "A new folder (default: " + FOLDER + ").")
    private Path out;

    @Option(names = "--check", description = "Exit with 1 when the result falls short of what it should show.")
    private boolean check;

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description = "Overrides a setting of 'instagan train' for this demonstration.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        Path folder = out == null ? unused() : out;
        DoubleFunction<Plan> plan = effort.plan();
        Demo.Result result;
        try (ConsoleProgress progress = new ConsoleProgress(console)) {
            result = new Demo(folder, plan, settings, progress).run(Main.COMMAND);
        }
        result.directions().forEach(d -> console.println(line(d)));
        if (!result.reachesTarget()) {
            console.println("short of what the default budget reaches on two quiet cores: " + Demo.Result.TARGET);
        }
        console.println("Open " + result.page().toAbsolutePath().toUri());
        console.flush();
        return check && !result.reachesTarget() ? 1 : 0;
    }

    private static String line(Demo.Direction direction) {
        Scores s = direction.trained();
        return String.format(
                Locale.ROOT,
                "%s: background %.1f dB, mask IoU %.2f, image IoU %.2f, %d of %d instances kept",
                direction.name(),
                s.backgroundPsnr(),
                s.maskIou(),
                s.imageIou(),
                s.kept(),
                s.instances());
    }

    private static Path unused() {
        Path folder = Path.of(FOLDER);
        for (int i = 2; Files.exists(folder); i++) {
            folder = Path.of(FOLDER + "-" + i);
        }
        return folder;
    }

    /** How long to train: by the clock, or by work, which gives the same result on a slower machine. */
    private static final class Effort {
        @Option(
                names = "--budget",
                paramLabel = "TIME",
                defaultValue = "150s",
                description = "How long to train: 90s, 3m, 1h. Default: ${DEFAULT-VALUE}.")
        private String budget;

        @Option(names = "--iterations", paramLabel = "N", description = "Train for N iterations instead.")
        private Integer iterations;

        DoubleFunction<Plan> plan() {
            if (iterations == null) {
                Duration time = TimeText.positive("--budget", budget);
                return rate -> Plan.budget(time, rate);
            }
            if (iterations < 1) {
                throw new InputException("--iterations: expected 1 or more, got " + iterations);
            }
            return rate -> Plan.iterations(iterations, rate);
        }
    }
}

package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.instagan.demo.Demo;
import org.instagan.evaluate.Scores;
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

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "3m",
            description = "How long to train: 90s, 3m, 1h. Default: ${DEFAULT-VALUE}.")
    private String budget;

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
        Duration time = TimeText.positive("--budget", budget);
        Demo.Result result;
        try (ConsoleProgress progress = new ConsoleProgress(console)) {
            result = new Demo(folder, time, settings, progress).run(Main.COMMAND);
        }
        result.directions().forEach(d -> console.println(line(d)));
        if (!result.reachesTarget()) {
            console.println("short of what three quiet minutes on two cores reach: " + Demo.Result.TARGET);
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
}

package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.instagan.demo.Demo;
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
        Path page;
        try (ConsoleProgress progress = new ConsoleProgress(console)) {
            page = new Demo(folder, time, settings, progress).run();
        }
        console.println("Open " + page.toAbsolutePath().toUri());
        console.flush();
        return 0;
    }

    private static Path unused() {
        Path folder = Path.of(FOLDER);
        for (int i = 2; Files.exists(folder); i++) {
            folder = Path.of(FOLDER + "-" + i);
        }
        return folder;
    }
}

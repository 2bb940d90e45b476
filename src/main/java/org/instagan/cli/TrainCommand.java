package org.instagan.cli;

import java.io.PrintWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.instagan.error.InputException;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.Setting;
import org.instagan.train.TrainingRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code instagan train}: its options beside those below are the components of {@link RunConfig}. */
@Command(
        name = "train",
        description = "Trains a pair of generators on two folders of images with instance masks.",
        sortOptions = false,
        showDefaultValues = false)
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "RUN", required = true, description = "Folder of the run, made here.")
    private Path out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in YAML, named as the options below; options override them.")
    private Path config;

    @Option(names = "--resume", description = "Go on from RUN's last checkpoint, with RUN's own settings.")
    private boolean resume;

    @Spec
    private CommandSpec spec;

    /** Adds an option for every setting, so that its name, meaning and default stand in one place. */
    static CommandLine withSettings(CommandLine line) {
        CommandSpec spec = line.getSubcommands().get("train").getCommandSpec();
        Map<String, Object> defaults = ConfigFile.values(RunConfig.defaults());
        for (RecordComponent component : RunConfig.class.getRecordComponents()) {
            String name = ConfigFile.settingOf(component.getName());
            Object value = defaults.get(name);
            String note = value.toString().isEmpty() ? "" : " Default: " + value + ".";
            spec.addOption(OptionSpec.builder("--" + name)
                    .type(String.class)
                    .paramLabel(component.getType().getSimpleName().toUpperCase(Locale.ROOT))
                    .description(component.getAnnotation(Setting.class).text() + note)
                    .build());
        }
        return line;
    }

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        RunFolder folder = new RunFolder(out);
        try (ConsoleProgress progress = new ConsoleProgress(console)) {
            if (resume) {
                if (config != null || !settings().isEmpty()) {
                    throw new InputException("--resume: goes on with " + folder.config()
                            + "; leave --config and all other settings out");
                }
                RunConfig kept = ConfigFile.read(RunFolder.open(out).config(), RunConfig.defaults());
                new TrainingRun(kept, folder, Plan.epochs(kept), progress).resume();
            } else {
                RunConfig base = config == null ? RunConfig.defaults() : ConfigFile.read(config, RunConfig.defaults());
                RunConfig resolved = ConfigFile.override(base, settings());
                new TrainingRun(resolved, folder, Plan.epochs(resolved), progress).start();
            }
        }
        console.println("The run is in " + out + "; next: " + Main.COMMAND + " export " + out + " --out onnx/NAME");
        console.flush();
        return 0;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (RecordComponent component : RunConfig.class.getRecordComponents()) {
            String name = ConfigFile.settingOf(component.getName());
            OptionSpec option = spec.findOption("--" + name);
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                settings.put(name, option.getValue());
            }
        }
        return settings;
    }
}

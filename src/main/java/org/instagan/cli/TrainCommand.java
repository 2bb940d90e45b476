package org.instagan.cli;

import java.io.PrintWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.instagan.error.InputException;
import org.instagan.platform.ort.ProcessEnd;
import org.instagan.train.ConfigFile;
import org.instagan.train.Plan;
import org.instagan.train.Position;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.Setting;
import org.instagan.train.Stop;
import org.instagan.train.TrainingListener;
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

    @Option(
            names = "--ablate",
            paramLabel = "context|sequential",
            description =
                    "Train without a part of the method, as the paper's ablations do: without the context loss"
                            + " (--lambda-context 0), or with all instances in one step (--ins-per as --ins-max). May be repeated.")
    private List<Ablation> ablations = List.of();

    private enum Ablation {
        CONTEXT,
        SEQUENTIAL
    }

    @Option(
            names = "--resume",
            description =
                    "Go on from RUN's newest checkpoint with RUN's own settings, of which data, epochs, rate, device,"
                            + " threads and intervals may change.")
    private boolean resume;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long Ctrl-C or SIGTERM waits for the iteration and its checkpoint. Default: 180.")
    private int patience;

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
        NumberCheck.within("--patience", patience, 0, 86_400);
        PrintWriter console = spec.commandLine().getOut();
        RunFolder folder = new RunFolder(out);
        try (ConsoleProgress progress = new ConsoleProgress(console)) {
            if (resume) {
                if (!ablations.isEmpty()) {
                    throw new InputException("--ablate: the run began with or without it, leave it out with --resume");
                }
                if (config != null) {
                    throw new InputException("--resume: goes on with " + folder.config()
                            + "; leave --config out and name what is to change as options");
                }
                RunConfig begun = ConfigFile.read(RunFolder.open(out).config(), RunConfig.defaults());
                RunConfig changed = ConfigFile.continued(begun, settings());
                ConfigFile.checked(folder.config(), changed, settings().keySet());
                run(changed, folder, progress, TrainingRun::resume);
            } else {
                RunConfig base = config == null ? RunConfig.defaults() : ConfigFile.read(config, RunConfig.defaults());
                RunConfig all = ablated(ConfigFile.override(base, settings()));
                if (config != null) {
                    ConfigFile.checked(config, all, settings().keySet());
                }
                run(all, folder, progress, TrainingRun::start);
            }
        }
        console.println("The run is in " + out + "; next: " + Main.COMMAND + " export " + out + " --out onnx/NAME");
        console.flush();
        return 0;
    }

    private RunConfig ablated(RunConfig config) {
        Map<String, String> changes = new LinkedHashMap<>();
        if (ablations.contains(Ablation.CONTEXT)) {
            changes.put("lambda-context", "0");
        }
        if (ablations.contains(Ablation.SEQUENTIAL)) {
            changes.put("ins-per", Integer.toString(config.insMax()));
        }
        return ConfigFile.override(config, changes);
    }

    private void run(RunConfig settings, RunFolder folder, TrainingListener progress, Consumer<TrainingRun> how) {
        TrainingRun run = new TrainingRun(settings, folder, Plan.epochs(settings), progress);
        ProcessEnd.before(() -> end(run.stop(), progress));
        how.accept(run);
    }

    /** Of the process, by Ctrl-C or SIGTERM. */
    private void end(Stop stop, TrainingListener progress) {
        if (!stop.isRunning()) {
            return;
        }
        progress.note("stopping: the iteration is finished first and a checkpoint written, for which " + patience
                + " s are left");
        Optional<Position> kept = stop.ask(Duration.ofSeconds(patience));
        String resume = "; go on with: " + Main.COMMAND + " train --out " + out + " --resume";
        progress.note(kept.map(at -> "stopped after iteration " + at.iterations() + resume)
                .orElse("stopped without another checkpoint: the iteration took too long, or the disk did not take it"
                        + resume));
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

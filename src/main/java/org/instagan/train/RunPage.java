package org.instagan.train;

import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.instagan.model.Direction;
import org.instagan.model.Loss;
import org.instagan.platform.Processor;
import org.instagan.platform.ResidentMemory;
import org.instagan.platform.ort.Doctor;
import org.instagan.platform.ort.OrtRuntime;
import org.instagan.report.Block;
import org.instagan.report.Embedded;
import org.instagan.report.LossCurves;
import org.instagan.report.Page;

/** {@code index.html}: how a run goes, in one file that can be sent on. */
final class RunPage {
    private static final int REFRESH_SECONDS = 30;
    /** Frames of a slider: more would make the file large. */
    private static final int FRAMES = 12;

    private static final int FRAME_WIDTH = 720;

    private final RunFolder folder;
    private final RunConfig config;
    private final List<Loss> losses;
    private final Map<String, String> machine = machine();
    private final Map<Path, String> pictures = new HashMap<>();

    RunPage(RunFolder folder, RunConfig config, List<Loss> losses) {
        this.folder = folder;
        this.config = config;
        this.losses = losses;
    }

    /** Where a run stands. */
    enum State {
        RUNNING,
        STOPPED,
        FINISHED
    }

    /**
     * Writes the page anew.
     *
     * @param now of the last iteration
     * @param lastGood the newest checkpoint, in words
     */
    void write(State state, TrainingListener.Progress now, double rate, String lastGood) {
        List<Block> blocks = new ArrayList<>(LossCurves.of(folder.losses(), losses));
        for (Direction direction : Direction.values()) {
            frames(direction, blocks);
        }
        blocks.add(new Block.Definitions("Configuration", configuration()));
        blocks.add(new Block.Definitions("Machine and versions", machine));
        String title = "Training " + folder.name();
        new Page(title, introduction(state), facts(state, now, rate, lastGood), blocks, refresh(state))
                .write(folder.page());
    }

    private static int refresh(State state) {
        return state == State.RUNNING ? REFRESH_SECONDS : 0;
    }

    private static String introduction(State state) {
        return switch (state) {
            case RUNNING ->
                "The run goes on; this page is written anew as it does, and reads itself again every " + REFRESH_SECONDS
                        + " seconds.";
            case STOPPED -> "The run was stopped and can go on: instagan train --resume.";
            case FINISHED -> "The run is finished; next: instagan export.";
        };
    }

    private Map<String, String> facts(State state, TrainingListener.Progress now, double rate, String lastGood) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("state", state.name().toLowerCase(Locale.ROOT));
        facts.put(
                "progress",
                String.format(
                        Locale.ROOT,
                        "%.1f %%: epoch %d, iteration %d of %d in it",
                        100 * now.done(),
                        now.epoch(),
                        now.step(),
                        now.steps()));
        if (state == State.RUNNING) {
            facts.put("time left", words(now.secondsLeft()));
        }
        facts.put("seconds an iteration", String.format(Locale.ROOT, "%.2f", now.seconds()));
        facts.put("learning rate", String.format(Locale.ROOT, "%.3g", rate));
        ResidentMemory.now().ifPresent(b -> facts.put("memory", gigabytes(b)));
        ResidentMemory.peak().ifPresent(b -> facts.put("memory at its peak", gigabytes(b)));
        facts.put("checkpoint", lastGood);
        facts.put(
                "written",
                OffsetDateTime.now(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        return facts;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    private static String words(double seconds) {
        Duration d = Duration.ofSeconds(Math.round(seconds));
        return d.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %02d s", d.toMinutes(), d.toSecondsPart());
    }

    private void frames(Direction direction, List<Block> blocks) {
        List<Path> all = folder.samples(direction);
        List<Block.Frame> frames = new ArrayList<>();
        for (Path picture : RunFolder.evenly(all, FRAMES)) {
            String source = pictures.computeIfAbsent(picture, p -> Embedded.jpeg(p, FRAME_WIDTH));
            frames.add(new Block.Frame(Long.toString(RunFolder.iterationsOf(picture)), source));
        }
        if (!frames.isEmpty()) {
            String note = all.size() > FRAMES ? FRAMES + " of " + all.size() + " grids; all are in samples/" : "";
            blocks.add(new Block.Frames(
                    "Samples, " + direction.source() + " to "
                            + direction.source().other(),
                    note,
                    frames));
        }
    }

    private Map<String, String> configuration() {
        Map<String, String> settings = new LinkedHashMap<>();
        ConfigFile.values(config).forEach((name, value) -> {
            if (!value.toString().isEmpty()) {
                settings.put(name, value.toString());
            }
        });
        return settings;
    }

    private static Map<String, String> machine() {
        Processor processor = Processor.found();
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", processor.model() + ", " + processor.count() + " used");
        machine.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("Java", System.getProperty("java.version"));
        machine.put("ONNX Runtime", OrtRuntime.version());
        machine.put("instagan", Doctor.productVersion());
        return machine;
    }
}

package org.instagan.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.WorkFolder;
import org.instagan.model.Direction;

/**
 * Where a run keeps what it makes: {@code config.yaml}, {@code losses.csv}, {@code speed.csv}, {@code losses.png}, {@code
 * checkpoints/iteration-NNNNNNN} (see {@link Checkpoint}), {@code samples/iteration-NNNNNNN-A2B.png}.
 */
public final class RunFolder {
    private static final String CHECKPOINTS = "checkpoints";
    private static final String SAMPLES = "samples";
    private static final String SAMPLE = "iteration-";

    private final Path root;

    public RunFolder(Path root) {
        this.root = root;
    }

    public Path config() {
        return root.resolve("config.yaml");
    }

    public Path losses() {
        return root.resolve("losses.csv");
    }

    public Path plot() {
        return root.resolve("losses.png");
    }

    /** What each iteration took: {@code speed.csv}. */
    public Path speed() {
        return root.resolve("speed.csv");
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(root.resolve(CHECKPOINTS));
    }

    public Path samples() {
        return root.resolve(SAMPLES);
    }

    /** The grids that were drawn of a direction, the oldest first. */
    List<Path> samples(Direction direction) {
        String name = SAMPLE + "[0-9]{1,18}-" + direction.name() + "\\.png";
        try (Stream<Path> files = Files.list(samples())) {
            return files.filter(f -> f.getFileName().toString().matches(name))
                    .sorted(Comparator.comparing(RunFolder::iterationsOf))
                    .toList();
        } catch (IOException e) {
            throw FileProblem.of(samples() + ": cannot be listed (" + FileProblem.reason(e) + ")", e);
        }
    }

    /** At most so many of them, evenly chosen, with the first and the last one. */
    static List<Path> evenly(List<Path> samples, int most) {
        int count = Math.min(most, samples.size());
        return IntStream.range(0, count)
                .map(i -> count == 1 ? 0 : (int) ((long) i * (samples.size() - 1) / (count - 1)))
                .mapToObj(samples::get)
                .toList();
    }

    static long iterationsOf(Path sample) {
        String name = sample.getFileName().toString();
        return Long.parseLong(name.substring(SAMPLE.length(), name.lastIndexOf('-')));
    }

    /** How the run goes, for people. */
    public Path page() {
        return root.resolve("index.html");
    }

    /** Events that TensorBoard reads. */
    Path tensorBoard() {
        return root.resolve("tensorboard");
    }

    String name() {
        Path name = root.toAbsolutePath().normalize().getFileName();
        return name == null ? root.toString() : name.toString();
    }

    /** The grid of a direction after so many iterations. */
    public Path sample(long iterations, Direction direction) {
        return samples().resolve(String.format(Locale.ROOT, SAMPLE + "%07d-%s.png", iterations, direction.name()));
    }

    /** For ONNX Runtime's artifacts while a session runs. */
    WorkFolder work() {
        return WorkFolder.within(root);
    }

    /**
     * The newest checkpoint that is whole.
     *
     * @throws InputException when there is none
     */
    public Checkpoint newestCheckpoint() {
        return checkpoints()
                .newest(skipped -> {})
                .orElseThrow(() -> new InputException(
                        root + ": has no checkpoint yet that is whole, expected a run that wrote one"));
    }

    /**
     * A folder that {@code train} made.
     *
     * @throws InputException when it is none
     */
    public static RunFolder open(Path root) {
        RunFolder folder = new RunFolder(root);
        if (!Files.isRegularFile(folder.config())) {
            throw new InputException(root + ": not a run (no config.yaml in it), expected a folder that 'instagan train"
                    + " --out' made");
        }
        return folder;
    }

    /** @throws InputException when the folder holds a run already */
    void requireUnused() {
        if (Files.exists(config())) {
            throw new InputException(root + ": holds a run already; name another folder, or add --resume");
        }
    }

    /**
     * Has the folder for one run alone, with what is missing in it made and what a killed run left half done removed.
     *
     * @throws InputException when a run goes on in it, or it cannot be written
     */
    void alone(Runnable run) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw unwritable(e);
        }
        RunLock.holding(root, () -> {
            prepare();
            run.run();
        });
    }

    private void prepare() {
        try {
            Files.createDirectories(root.resolve(CHECKPOINTS));
            Files.createDirectories(samples());
            WorkFolder.sweep(root);
            checkpoints().sweep();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private RuntimeException unwritable(IOException e) {
        return FileProblem.of(root + ": cannot be written (" + e + "), name a folder that can", e);
    }

    /** @throws EnvironmentException when the disk has fewer bytes left */
    void requireSpace(long bytes) {
        long free = root.toFile().getUsableSpace(); // a FileStore is none without a mount point, as in a chroot
        if (free < bytes) {
            throw new EnvironmentException(root + ": the disk has " + free / 1_000_000 + " MB left, expected at least "
                    + bytes / 1_000_000 + " MB for the session and its checkpoints");
        }
    }
}

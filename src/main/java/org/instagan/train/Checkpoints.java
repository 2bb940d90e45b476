package org.instagan.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.Folders;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;

/**
 * The checkpoints of a run, {@code iteration-NNNNNNN} each. One is written in a folder whose name begins with a point and
 * then moved, so that what has its name is whole unless the disk damaged it.
 */
public final class Checkpoints {
    private static final String PREFIX = "iteration-";
    private static final String PARTIAL = ".partial-";

    private final Path root;

    /** @param root the folder that they are in, or are to be in */
    public Checkpoints(Path root) {
        this.root = root;
    }

    /** Where the checkpoint after so many iterations is. */
    public Path at(long iterations) {
        return root.resolve(String.format(Locale.ROOT, PREFIX + "%07d", iterations));
    }

    /** All of them, damaged ones too, the oldest first. */
    public List<Path> all() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Checkpoints::isOne)
                    .sorted(Comparator.comparing(Checkpoints::iterations))
                    .toList();
        } catch (IOException e) {
            throw FileProblem.of(root + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean isOne(Path entry) {
        return entry.getFileName().toString().matches(PREFIX + "[0-9]{1,18}");
    }

    private static long iterations(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    /**
     * The newest that is as it was written.
     *
     * @param skipped is told of each newer one that is not
     */
    public Optional<Checkpoint> newest(Consumer<String> skipped) {
        List<Path> all = all();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                return Optional.of(Checkpoint.open(all.get(i)).requireWhole());
            } catch (InputException e) {
                skipped.accept(e.getMessage() + "; it is passed over");
            }
        }
        return Optional.empty();
    }

    /**
     * Writes one.
     *
     * @throws DivergedException when a weight or a moment is not finite; nothing is left then
     * @throws IOException, or one of the product's exceptions, when the disk does not take it; likewise
     */
    public Checkpoint write(StepRunner runner, Map<String, FloatTensor> carried, Position position) throws IOException {
        return write(position, folder -> {
            runner.save(folder.resolve(Checkpoint.SESSION));
            Safetensors.write(folder.resolve(Checkpoint.CARRIED), carried);
        });
    }

    /** Writes a checkpoint's two files in a folder. */
    @FunctionalInterface
    interface Contents {
        void write(Path folder) throws IOException;
    }

    Checkpoint write(Position position, Contents contents) throws IOException {
        Path partial = root.resolve(PARTIAL + position.iterations());
        Path place = at(position.iterations());
        Folders.remove(partial);
        try {
            Files.createDirectory(partial);
            Checkpoint written = fill(partial, contents, position);
            if (Files.exists(place)) { // a damaged one: what is whole is never written again
                Folders.remove(place);
            }
            Files.move(written.folder(), place, StandardCopyOption.ATOMIC_MOVE);
            return Checkpoint.open(place);
        } finally {
            Folders.remove(partial);
        }
    }

    private static Checkpoint fill(Path folder, Contents contents, Position position) throws IOException {
        contents.write(folder);
        try (FileChannel channel = FileChannel.open(folder.resolve(Checkpoint.SESSION), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Checkpoint written = Checkpoint.describe(folder, position);
        Optional<String> bad = written.state().notFinite();
        if (bad.isPresent()) {
            throw new DivergedException("'" + bad.get() + "' is not finite");
        }
        return written;
    }

    /**
     * Removes all but the newest.
     *
     * @param newest how many stay
     * @param kept of the others
     */
    void prune(int newest, Predicate<Position> kept) throws IOException {
        List<Path> all = all();
        for (Path old : all.subList(0, Math.max(0, all.size() - newest))) {
            if (!isKept(old, kept)) {
                Path leaving = root.resolve(PARTIAL + "old-" + iterations(old));
                Files.move(old, leaving, StandardCopyOption.ATOMIC_MOVE);
                Folders.remove(leaving);
            }
        }
    }

    private static boolean isKept(Path checkpoint, Predicate<Position> kept) {
        try {
            return kept.test(Checkpoint.open(checkpoint).position());
        } catch (InputException e) {
            return false; // damaged
        }
    }

    /** Removes what a killed run left half done. */
    void sweep() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.filter(e -> e.getFileName().toString().startsWith(PARTIAL))
                    .toList()) {
                Folders.remove(entry);
            }
        }
    }
}

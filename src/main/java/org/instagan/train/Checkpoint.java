package org.instagan.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.Json;
import org.instagan.file.Sha256;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointFile;
import org.instagan.weights.checkpoint.SessionState;

/**
 * A folder with everything that a run goes on from: {@code session.ckpt}, weights and Adam's state as ONNX Runtime saves
 * them; {@code carried.safetensors}, what a feeder carries (power vectors, image pools); {@code checkpoint.json}, the
 * position, and the size and SHA-256 of the other two. No generator's state: random choices depend on the position.
 */
public final class Checkpoint {
    static final int FORMAT = 1;
    static final String MANIFEST = "checkpoint.json";
    public static final String SESSION = "session.ckpt";
    public static final String CARRIED = "carried.safetensors";

    private static final String REMEDY = "expected a checkpoint that 'instagan train' wrote";

    private final Path folder;
    private final Manifest manifest;

    private Checkpoint(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /** @param format version of the layout; files by name */
    record Manifest(int format, int epoch, int index, long iterations, Map<String, Part> files) {}

    /** A file as it was written. */
    record Part(long bytes, String sha256) {
        static Part of(Path file) throws IOException {
            return new Part(Files.size(file), Sha256.of(file));
        }
    }

    /**
     * Opens one, without reading its weights.
     *
     * @throws InputException when it is none, of another format version, or a file is missing or of another size
     */
    public static Checkpoint open(Path folder) {
        Path file = folder.resolve(MANIFEST);
        Manifest manifest = Json.read(file, Manifest.class, REMEDY);
        if (manifest.format() != FORMAT) {
            throw new InputException(
                    file + ": format " + manifest.format() + ", expected " + FORMAT + "; another version wrote it");
        }
        boolean possible = manifest.epoch() >= 0 && manifest.index() >= 0 && manifest.iterations() >= manifest.index();
        if (!possible) {
            throw new InputException(file + ": epoch " + manifest.epoch() + ", index " + manifest.index()
                    + ", iterations " + manifest.iterations() + ": no position of a run; " + REMEDY);
        }
        Checkpoint checkpoint = new Checkpoint(folder, manifest);
        checkpoint.check((path, part) -> Files.size(path) == part.bytes());
        return checkpoint;
    }

    /** Describes the files that are there; the folder is a checkpoint then. */
    static Checkpoint describe(Path folder, Position position) throws IOException {
        Map<String, Part> files = new TreeMap<>();
        for (String name : new String[] {SESSION, CARRIED}) {
            files.put(name, Part.of(folder.resolve(name)));
        }
        Manifest manifest = new Manifest(FORMAT, position.epoch(), position.index(), position.iterations(), files);
        Json.write(folder.resolve(MANIFEST), manifest);
        return new Checkpoint(folder, manifest);
    }

    /** @throws InputException naming the file that is not as it was written */
    public Checkpoint requireWhole() {
        check((path, part) -> Sha256.of(path).equals(part.sha256()));
        return this;
    }

    private void check(Check check) {
        for (String name : new String[] {SESSION, CARRIED}) {
            Path path = folder.resolve(name);
            Part part = manifest.files().get(name);
            try {
                if (part == null || !check.passes(path, part)) {
                    throw new InputException(path + ": is not as it was written: the checkpoint is damaged");
                }
            } catch (IOException e) {
                throw FileProblem.of(path + ": cannot be read (" + FileProblem.reason(e) + ")", e);
            }
        }
    }

    @FunctionalInterface
    private interface Check {
        boolean passes(Path path, Part part) throws IOException;
    }

    public Path folder() {
        return folder;
    }

    public Position position() {
        return new Position(manifest.epoch(), manifest.index(), manifest.iterations());
    }

    /** For a session that goes on from it. */
    public Path session() {
        return folder.resolve(SESSION);
    }

    public SessionState state() {
        return CheckpointFile.open(session());
    }

    /** What a feeder goes on from. */
    public Map<String, FloatTensor> carried() {
        return Safetensors.read(folder.resolve(CARRIED));
    }
}

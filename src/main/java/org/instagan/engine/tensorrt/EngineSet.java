package org.instagan.engine.tensorrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.Sha256;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;

/** The engines of one generator, checked against their sidecars before TensorRT sees them. */
final class EngineSet {
    private static final String REMEDY = "; compile it again with 'instagan compile --rebuild ";

    private final EngineFiles files;
    private final Map<Piece, Sidecar> sidecars = new EnumMap<>(Piece.class);

    private EngineSet(EngineFiles files) {
        this.files = files;
    }

    /**
     * Reads the sidecars and checks the engines.
     *
     * @param here what the engines are to run on
     * @throws InputException saying what does not match
     */
    static EngineSet open(EngineFiles files, Host here) {
        EngineSet set = read(files);
        for (Map.Entry<Piece, Sidecar> entry : set.sidecars.entrySet()) {
            Path engine = files.engine(entry.getKey());
            entry.getValue().mismatch(here).ifPresent(text -> {
                throw new InputException(engine + ": " + text + REMEDY + files.both() + "'");
            });
        }
        return set;
    }

    /** The same, but engines of another machine or that are damaged are compiled again first. */
    static EngineSet openOrRebuild(EngineFiles files, Host here) {
        try {
            return open(files, here);
        } catch (InputException e) {
            new EngineCompiler(EngineCompiler.Settings.defaults(), System.err::println).rebuild(files);
            return open(files, here);
        }
    }

    /** Reads and checks all but what depends on this machine. */
    static EngineSet read(EngineFiles files) {
        EngineSet set = new EngineSet(files);
        for (Piece piece : EngineFiles.PIECES) {
            set.sidecars.put(piece, checked(files, piece));
        }
        Sidecar encoder = set.sidecars.get(Piece.MASK_ENCODER);
        Sidecar step = set.sidecars.get(Piece.STEP);
        if (!encoder.weights().equals(step.weights()) || !encoder.profiles().equals(step.profiles())) {
            throw new InputException(files.engine(Piece.STEP) + ": is of another model or other profiles than "
                    + files.engine(Piece.MASK_ENCODER) + REMEDY + files.both() + "'");
        }
        return set;
    }

    private static Sidecar checked(EngineFiles files, Piece piece) {
        Path engine = files.engine(piece);
        Sidecar sidecar = Sidecar.read(engine);
        sidecar.card(engine);
        if (sidecar.piece() != piece) {
            throw new InputException(
                    engine + ": its sidecar is that of a " + sidecar.piece().kind() + REMEDY + files.both() + "'");
        }
        String digest = Sha256.of(engine);
        if (!digest.equals(sidecar.engineSha256())) {
            throw new InputException(engine + ": is damaged, or its sidecar is another engine's: expected SHA-256 "
                    + sidecar.engineSha256() + ", got " + digest + REMEDY + files.both() + "'");
        }
        files.onnx().ifPresent(model -> checkModel(engine, piece.beside(model), sidecar));
        return sidecar;
    }

    /** Where the user named the model: these engines must be of it as it is now. */
    private static void checkModel(Path engine, Path onnx, Sidecar sidecar) {
        if (Files.isRegularFile(onnx) && !Sha256.of(onnx).equals(sidecar.onnxSha256())) {
            throw new InputException(engine + ": was compiled from another version of " + onnx
                    + "; compile it again with 'instagan compile'");
        }
    }

    /**
     * Whether a model's weights can go into an engine.
     *
     * @throws InputException saying why not
     */
    void checkRefit(Piece piece, Path onnx) {
        Path engine = files.engine(piece);
        Sidecar sidecar = sidecars.get(piece);
        if (!sidecar.options().refittable()) {
            throw new InputException(
                    engine + ": was not compiled to be refittable; compile it with --refittable first");
        }
        ModelCard own = sidecar.card(engine);
        ModelCard other =
                ModelCard.fromMetadata(onnx.toString(), OnnxReader.read(onnx).metadata(), piece);
        if (!own.equals(other)) {
            throw new InputException(onnx + ": is " + other + ", but " + engine + " was made of " + own
                    + "; compile that model instead");
        }
    }

    Sidecar sidecar(Piece piece) {
        return sidecars.get(piece);
    }

    ModelCard card() {
        return sidecars.get(Piece.STEP).card(files.engine(Piece.STEP));
    }

    Profiles profiles() {
        return sidecars.get(Piece.STEP).profiles();
    }

    /** What requests are told that it refuses: no path, for the server's clients see it too. */
    String name() {
        return files.both().getFileName().toString();
    }

    LoadedEngine load(Piece piece, int gpu) {
        Sidecar sidecar = sidecars.get(piece);
        return LoadedEngine.once(
                files.engine(piece), sidecar.engineSha256(), sidecar.options().versionCompatible(), gpu);
    }
}

package org.instagan.engine.tensorrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.file.Sha256;
import org.instagan.file.WholeFile;
import org.instagan.file.WorkFolder;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;

/**
 * Makes the engines of a generator from its ONNX pieces. Each is built in a child process; nothing appears in its place
 * before all of them are whole. Loads nothing native itself.
 */
public final class EngineCompiler {
    private static final double SECONDS_BETWEEN_BEATS = 15;

    private final Settings settings;
    private final Consumer<String> progress;
    private final Class<?> builder;
    private long started;
    private volatile long lastLine; // read by the thread that beats, written by the one that reads the child

    /**
     * How to compile.
     *
     * @param profile changes to the model's own profile, as on the command line: {@code batch=1,1,8}
     * @param timingCache file of TensorRT's measurements: used where it is there, and added to
     * @param timeout for each engine
     */
    public record Settings(BuildOptions options, List<String> profile, Optional<Path> timingCache, Duration timeout) {
        /** The builder's defaults, an hour for each engine. */
        public static Settings defaults() {
            return new Settings(BuildOptions.defaults(), List.of(), Optional.empty(), Duration.ofHours(1));
        }
    }

    /** @param progress told a line now and then */
    public EngineCompiler(Settings settings, Consumer<String> progress) {
        this(settings, progress, EngineBuilder.class);
    }

    /** @param builder the child's main class, which a test may exchange for one that fails */
    EngineCompiler(Settings settings, Consumer<String> progress, Class<?> builder) {
        this.settings = settings;
        this.progress = progress;
        this.builder = builder;
    }

    /**
     * Compiles one generator.
     *
     * @param model {@code A2B.onnx}; its pieces are beside it
     * @param out folder for the engines
     * @return what to name to run them, {@code A2B.engine}
     * @throws InputException when the model is none of ours, or TensorRT does not work here
     * @throws TensorRtFailure when building fails
     */
    public Path compile(Path model, Path out) {
        Path whole = model.resolveSibling(EngineFiles.whole(model) + ".onnx");
        Path step = Piece.STEP.beside(whole);
        ModelCard card =
                ModelCard.fromMetadata(step.toString(), OnnxReader.read(step).metadata(), Piece.STEP);
        return compile(whole, out, settings.options(), Profile.of(card).with(settings.profile()));
    }

    /**
     * Compiles again, for this machine, with the options that an engine was compiled with.
     *
     * @throws InputException when the model that it was made of is not there any more, or is another by now
     */
    public Path rebuild(Path engine) {
        return rebuild(EngineFiles.find(engine));
    }

    Path rebuild(EngineFiles files) {
        Sidecar sidecar = Sidecar.read(files.engine(Piece.STEP));
        Path piece = files.onnx().map(Piece.STEP::beside).orElse(Path.of(sidecar.onnx()));
        if (!Files.isRegularFile(piece) || !Sha256.of(piece).equals(sidecar.onnxSha256())) {
            throw new InputException(files.both() + ": cannot be built again: " + piece
                    + " is not the model that it was made of; name that model to 'instagan compile'");
        }
        Path model = piece.resolveSibling(EngineFiles.whole(piece) + ".onnx");
        return compile(model, files.folder(), sidecar.options(), sidecar.profile());
    }

    private Path compile(Path model, Path out, BuildOptions options, Profile profile) {
        EngineFiles files = new EngineFiles(out.toAbsolutePath(), EngineFiles.whole(model), Optional.of(model));
        started = System.nanoTime();
        lastLine = started;
        try (WorkFolder work = WorkFolder.within(out)) {
            List<Path> whole = new ArrayList<>();
            for (Piece piece : EngineFiles.PIECES) {
                Path target = files.engine(piece);
                whole.add(build(piece, model, target, work.path(), options, profile));
            }
            for (int i = 0; i < whole.size(); i++) {
                Path target = files.engine(EngineFiles.PIECES.get(i));
                WholeFile.place(whole.get(i).resolve(BuildRequest.PLAN), target);
                WholeFile.place(Sidecar.beside(whole.get(i).resolve(BuildRequest.PLAN)), Sidecar.beside(target));
            }
        }
        return files.both();
    }

    /** A folder with one engine and its sidecar. */
    private Path build(Piece piece, Path model, Path target, Path work, BuildOptions options, Profile profile) {
        Path onnx = piece.beside(model).toAbsolutePath();
        Map<String, String> metadata = OnnxReader.read(onnx).metadata();
        ModelCard card = ModelCard.fromMetadata(onnx.toString(), metadata, piece);
        Path folder = WorkFolder.within(work).path();
        BuildRequest request = new BuildRequest(
                onnx.toString(), piece, card.filters(), profile, options, cacheName(), folder.toString());
        BuildRequest.Report report = inChild(request, target.getFileName().toString());
        Path plan = folder.resolve(BuildRequest.PLAN);
        Json.write(
                Sidecar.beside(plan),
                new Sidecar(
                        Sidecar.FORMAT,
                        piece,
                        Sha256.of(plan),
                        onnx.toString(),
                        Sha256.of(onnx),
                        metadata,
                        report.host(),
                        precision(card, options),
                        profile,
                        options,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        report.seconds(),
                        plan.toFile().length(),
                        report.layers()));
        return folder;
    }

    private BuildRequest.Report inChild(BuildRequest request, String name) {
        Path folder = Path.of(request.folder());
        Path file = folder.resolve("request.json");
        Json.write(file, request);
        ChildJvm child = new ChildJvm(builder, List.of(), folder, settings.timeout());
        try {
            child.run(List.of(file.toString()), line -> tell(name, line), () -> beat(name));
        } catch (TensorRtFailure e) {
            throw new TensorRtFailure(request.onnx() + ": no engine of it: " + e.getMessage(), e);
        }
        settings.timingCache().ifPresent(cache -> WholeFile.place(folder.resolve(BuildRequest.CACHE), cache));
        return Json.read(folder.resolve(BuildRequest.REPORT), BuildRequest.Report.class, "the child did not write it");
    }

    private String cacheName() {
        return settings.timingCache().map(p -> p.toAbsolutePath().toString()).orElse("");
    }

    private static String precision(ModelCard card, BuildOptions options) {
        return options.tf32() && card.precision() == Precision.FP32
                ? "tf32"
                : card.precision().toString();
    }

    private void tell(String name, String line) {
        lastLine = System.nanoTime();
        double seconds = (lastLine - started) / 1e9;
        progress.accept(String.format(Locale.ROOT, "%6.0f s  %s: %s", seconds, name, line));
    }

    private void beat(String name) {
        if ((System.nanoTime() - lastLine) / 1e9 >= SECONDS_BETWEEN_BEATS) {
            tell(name, "still building");
        }
    }
}

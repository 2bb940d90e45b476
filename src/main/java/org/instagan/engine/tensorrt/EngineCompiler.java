package org.instagan.engine.tensorrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.instagan.error.InputException;
import org.instagan.file.Sha256;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.platform.CacheFolder;

/**
 * Makes the engines of a generator from its ONNX pieces. Each is built in a child process; nothing appears in its place
 * before all of them are whole. Loads nothing native itself.
 */
public final class EngineCompiler {
    private final Settings settings;
    private final Consumer<String> progress;
    private final Class<?> builder;
    private final Class<?> refitter;

    /**
     * How to compile.
     *
     * @param profile changes to the model's own profile, as on the command line: {@code batch=1,1,8}, or {@code
     *     throughput:batch=8,8,8} for one of several
     * @param timingCache TensorRT's measurements, used where they are there, and added to: a file, or a folder with one
     *     for each GPU and version
     * @param timeout for each engine
     */
    public record Settings(BuildOptions options, List<String> profile, Optional<Path> timingCache, Duration timeout) {
        /** The builder's defaults, measurements kept in {@link CacheFolder}, an hour for each engine. */
        public static Settings defaults() {
            return new Settings(BuildOptions.defaults(), List.of(), Optional.of(usualCache()), Duration.ofHours(1));
        }

        /** The folder where measurements are kept where nothing else is said. */
        public static Path usualCache() {
            return CacheFolder.path().resolve("timing");
        }
    }

    /** @param progress told a line now and then */
    public EngineCompiler(Settings settings, Consumer<String> progress) {
        this(settings, progress, EngineBuilder.class, EngineRefitter.class);
    }

    /** The children's main classes, which a test may exchange for some that fail. */
    EngineCompiler(Settings settings, Consumer<String> progress, Class<?> builder, Class<?> refitter) {
        this.settings = settings;
        this.progress = progress;
        this.builder = builder;
        this.refitter = refitter;
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
        return compile(whole, out, settings.options(), Profiles.of(card, settings.profile()));
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
        return compile(model, files.folder(), sidecar.options(), sidecar.profiles());
    }

    /**
     * Puts another model's weights into engines that were compiled to be refittable; their kernels stay as they were
     * chosen.
     *
     * @param engine {@code trt-engines/NAME/A2B.engine}
     * @param model an export of a generator of the same shape, such as a later checkpoint's
     * @return what to name to run them
     * @throws InputException when the engines are not refittable, or the model is of another shape
     */
    public Path refit(Path engine, Path model) {
        EngineFiles named = EngineFiles.find(engine);
        EngineFiles files = new EngineFiles(named.folder(), named.name(), Optional.empty());
        EngineSet set = EngineSet.read(files);
        Path whole = model.resolveSibling(EngineFiles.whole(model) + ".onnx");
        for (Piece piece : EngineFiles.PIECES) {
            set.checkRefit(piece, piece.beside(whole));
        }
        EngineChild child = new EngineChild(settings.timeout(), progress);
        return files.make((piece, folder) -> refit(child, folder, files, piece, whole, set.sidecar(piece)));
    }

    private void refit(EngineChild child, Path folder, EngineFiles files, Piece piece, Path model, Sidecar before) {
        Path onnx = piece.beside(model).toAbsolutePath();
        Path engine = files.engine(piece);
        RefitRequest request = new RefitRequest(
                engine.toString(), before.options().versionCompatible(), onnx.toString(), folder.toString());
        BuildRequest.Report report = child.run(
                refitter, request, folder, onnx.toString(), engine.getFileName().toString());
        Path plan = folder.resolve(BuildRequest.PLAN);
        Map<String, String> metadata = OnnxReader.read(onnx).metadata();
        Sidecar.of(plan, piece, onnx, metadata, report, before.precision(), before.profiles(), before.options())
                .writeBeside(plan);
    }

    private Path compile(Path model, Path out, BuildOptions options, Profiles profiles) {
        EngineFiles files = new EngineFiles(out.toAbsolutePath(), EngineFiles.whole(model), Optional.of(model));
        EngineChild child = new EngineChild(settings.timeout(), progress);
        return files.make((piece, folder) -> build(child, folder, files, piece, model, options, profiles));
    }

    private void build(
            EngineChild child,
            Path folder,
            EngineFiles files,
            Piece piece,
            Path model,
            BuildOptions options,
            Profiles profiles) {
        Path onnx = piece.beside(model).toAbsolutePath();
        Map<String, String> metadata = OnnxReader.read(onnx).metadata();
        ModelCard card = ModelCard.fromMetadata(onnx.toString(), metadata, piece);
        BuildRequest request = new BuildRequest(
                onnx.toString(), piece, card.filters(), profiles, options, cacheName(), folder.toString());
        BuildRequest.Report report = child.run(
                builder,
                request,
                folder,
                onnx.toString(),
                files.engine(piece).getFileName().toString());
        Path plan = folder.resolve(BuildRequest.PLAN);
        Sidecar.of(plan, piece, onnx, metadata, report, precision(card, options), profiles, options)
                .writeBeside(plan);
    }

    /** As {@link TimingCache#named} takes it. */
    private String cacheName() {
        Path usual = Settings.usualCache();
        return settings.timingCache()
                .map(path -> path.toAbsolutePath() + (path.equals(usual) ? "/" : ""))
                .orElse("");
    }

    private static String precision(ModelCard card, BuildOptions options) {
        return options.tf32() && card.precision() == Precision.FP32
                ? "tf32"
                : card.precision().toString();
    }
}

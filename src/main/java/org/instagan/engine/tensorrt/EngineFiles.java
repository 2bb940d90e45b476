package org.instagan.engine.tensorrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.file.WholeFile;
import org.instagan.file.WorkFolder;
import org.instagan.model.Piece;

/**
 * Where the engines of a generator are: {@code A2B.masks.engine} and {@code A2B.step.engine}, each with its sidecar.
 *
 * @param name {@code A2B}
 * @param onnx the model that the user named instead of an engine
 */
record EngineFiles(Path folder, String name, Optional<Path> onnx) {
    /** What is compiled and run together. */
    static final List<Piece> PIECES = List.of(Piece.MASK_ENCODER, Piece.STEP);

    static final String SUFFIX = ".engine";

    /**
     * The engines that a path means: an engine's own, either piece's, or with {@code A2B.engine} both; for a model
     * {@code onnx/NAME/A2B.onnx} those in {@code trt-engines/NAME}, else those beside it.
     *
     * @throws InputException when there are none
     */
    static EngineFiles find(Path path) {
        String file = path.getFileName().toString();
        if (file.endsWith(".onnx")) {
            return ofModel(path);
        }
        if (!file.endsWith(SUFFIX)) {
            throw new InputException(path + ": expected an engine, such as trt-engines/NAME/A2B.engine for both of its"
                    + " pieces, or the ONNX model that it was compiled from");
        }
        EngineFiles files = new EngineFiles(folder(path), stem(file), Optional.empty());
        if (!files.exist()) {
            throw new InputException(path + ": no such engine, expected " + files.engine(Piece.MASK_ENCODER) + " and "
                    + files.engine(Piece.STEP) + "; make them with 'instagan compile'");
        }
        return files;
    }

    private static EngineFiles ofModel(Path model) {
        String name = whole(model);
        Path folder = folder(model);
        Path engines = Path.of("trt-engines").resolve(folder.getFileName());
        List<Path> places = Stream.of(folder.resolve("../..").normalize().resolve(engines), engines, folder)
                .distinct()
                .toList();
        return places.stream()
                .map(place -> new EngineFiles(place, name, Optional.of(model)))
                .filter(EngineFiles::exist)
                .findFirst()
                .orElseThrow(() -> new InputException(model + ": no engines of it in any of " + places
                        + "; make them with 'instagan compile " + model + " --out " + engines + "'"));
    }

    private static Path folder(Path path) {
        return path.toAbsolutePath().normalize().getParent();
    }

    /** {@code A2B} of {@code A2B.onnx} and of its pieces. */
    static String whole(Path model) {
        String stem = Piece.stem(model);
        for (Piece piece : PIECES) {
            String suffix = suffix(piece);
            if (stem.endsWith(suffix)) {
                return stem.substring(0, stem.length() - suffix.length());
            }
        }
        return stem;
    }

    private static String stem(String file) {
        String stem = file.substring(0, file.length() - SUFFIX.length());
        return whole(Path.of(stem + ".onnx"));
    }

    /** {@code .masks} or {@code .step}. */
    private static String suffix(Piece piece) {
        String file = piece.beside(Path.of("x.onnx")).toString();
        return file.substring(1, file.length() - ".onnx".length());
    }

    Path engine(Piece piece) {
        return folder.resolve(name + suffix(piece) + SUFFIX);
    }

    /** What users are told to name: both pieces. */
    Path both() {
        return folder.resolve(name + SUFFIX);
    }

    /** Makes one engine. */
    interface Maker {
        /** @param folder takes {@link BuildRequest#PLAN} and its sidecar */
        void make(Piece piece, Path folder);
    }

    /**
     * Makes all engines, and puts them in their place when all are whole.
     *
     * @return {@link #both}
     */
    Path make(Maker maker) {
        try (WorkFolder work = WorkFolder.within(folder)) {
            Map<Piece, Path> plans = new EnumMap<>(Piece.class);
            for (Piece piece : PIECES) {
                Path own = WorkFolder.within(work.path()).path();
                maker.make(piece, own);
                plans.put(piece, own.resolve(BuildRequest.PLAN));
            }
            plans.forEach((piece, plan) -> {
                WholeFile.place(plan, engine(piece));
                WholeFile.place(Sidecar.beside(plan), Sidecar.beside(engine(piece)));
            });
        }
        return both();
    }

    private boolean exist() {
        return PIECES.stream().allMatch(piece -> Files.isRegularFile(engine(piece)));
    }
}

package org.instagan.engine.ort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.BiFunction;
import org.instagan.engine.winograd.Room;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.graph.Graph;
import org.instagan.graph.onnx.ModelFile;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.pass.QuantizedUpsampling;
import org.instagan.graph.pass.ResidualBlocks;
import org.instagan.graph.pass.ThinConvolutions;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.platform.ort.Device;

/**
 * Opens a piece as it is fastest here. The exported files are plain, for every runtime; what suits ONNX Runtime on a
 * CPU is done when one is opened.
 */
final class Preparation {
    private Preparation() {}

    /** Opens one piece after the other; each throws what {@link OrtModel#open} does. */
    static BiFunction<Path, Piece, PieceModel> of(Device device, int threads) {
        Room room = new Room(); // pieces run one after the other
        return (path, piece) -> open(path, piece, device, room, threads);
    }

    private static PieceModel open(Path path, Piece piece, Device device, Room room, int threads) {
        if (!device.isCpu() || !Files.isRegularFile(path)) {
            return OrtModel.open(path, piece, device, threads);
        }
        // A link may lead elsewhere in the middle of it, and ONNX Runtime takes weights from the file's own folder
        // alone.
        Path file = real(path);
        Optional<FileState> before = FileState.of(file);
        PieceModel opened = opened(file, piece, room, threads);
        if (!FileState.of(file).equals(before)) {
            opened.close();
            throw new InputException(path + ": was replaced while it was opened; open it again");
        }
        return opened;
    }

    private static PieceModel opened(Path path, Piece piece, Room room, int threads) {
        ModelFile model = OnnxReader.map(path);
        ModelCard card = ModelCard.fromMetadata(path.toString(), model.metadata(), piece);
        if (card.precision() == Precision.FP16) {
            return OrtModel.open(path, piece, Device.CPU, threads);
        }
        Signature.check(path, model.graph(), piece);
        Graph graph = ThinConvolutions.rewrite(QuantizedUpsampling.rewrite(model.graph()));
        Optional<ResidualBlocks.Chain> chain = ResidualBlocks.find(graph);
        if (chain.isPresent() && ChainedModel.fits(chain.get(), piece)) {
            return new ChainedModel(path, model, piece, chain.get(), room, threads);
        }
        return OrtModel.referring(path, graph, path, model.metadata(), piece, threads);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /** By which a file that was replaced or written again is told from what it was: it is read several times. */
    private record FileState(String key, FileTime modified, long size) {
        static Optional<FileState> of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(
                        new FileState(String.valueOf(found.fileKey()), found.lastModifiedTime(), found.size()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}

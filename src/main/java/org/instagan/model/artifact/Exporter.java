package org.instagan.model.artifact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.Sha256;
import org.instagan.file.WholeFile;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.graph.pass.Program;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/** Writes trained generators as plain ONNX. */
public final class Exporter {
    private Exporter() {}

    /**
     * Writes one generator, whole and in pieces.
     *
     * @param file {@code A2B.onnx}; the pieces go beside it
     * @param format as the card says it
     * @param weights every parameter of the generator, under its training name; others are left out
     * @throws InputException when a file cannot be written
     */
    public static void write(
            Path file, Family family, ModelCard card, ExportFormat format, Map<String, FloatTensor> weights) {
        createFolder(file.toAbsolutePath().getParent());
        String digest = digest(family.prefix(card.direction()), weights);
        for (Piece piece : format.pieces()) {
            Program program = format.program(family, piece, card.direction(), weights);
            Map<String, String> metadata = card.toMetadata(piece, digest);
            WholeFile.write(piece.beside(file), channel -> {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                OnnxWriter.writeInferenceModel(out, program.graph(), program.weights(), metadata);
                out.flush();
            });
        }
    }

    /**
     * Writes both generators in FP32: {@code A2B.onnx}, {@code B2A.onnx} and their pieces.
     *
     * @param cards by direction
     */
    public static void writePlain(
            Path folder, Family family, Function<Direction, ModelCard> cards, NamedTensors weights) {
        for (Direction direction : Direction.values()) {
            Map<String, FloatTensor> own = weights.read(family.prefix(direction));
            write(folder.resolve(direction.file()), family, cards.apply(direction), ExportFormat.fp32(), own);
        }
    }

    /** Of the weights, by which pieces know each other. */
    private static String digest(String prefix, Map<String, FloatTensor> weights) {
        MessageDigest sha256 = Sha256.digest();
        new TreeMap<>(weights).forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                ByteBuffer bytes = ByteBuffer.allocate(tensor.data().length * Float.BYTES);
                bytes.asFloatBuffer().put(tensor.data());
                sha256.update(name.getBytes(StandardCharsets.UTF_8));
                sha256.update(bytes);
            }
        });
        return HexFormat.of().formatHex(sha256.digest(), 0, 16);
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileProblem.of(folder + ": cannot be made: " + e.getMessage(), e);
        }
    }
}

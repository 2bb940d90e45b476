package org.instagan.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.TranslationGraph;
import org.instagan.onnx.OnnxWriter;
import org.instagan.tensor.FloatTensor;
import org.instagan.tensor.WholeFile;

/** Writes trained generators as plain ONNX. */
public final class Exporter {
    private Exporter() {}

    /**
     * Writes one generator.
     *
     * @param weights every parameter of the generator, under its training name; others are left out
     * @throws InputException when the file cannot be written
     */
    public static void write(Path file, ModelCard card, Map<String, FloatTensor> weights) {
        ByteBuffer model = ByteBuffer.wrap(OnnxWriter.inferenceModel(
                TranslationGraph.build(Piece.WHOLE, card.generator(), card.filters()), weights, card.toMetadata()));
        createFolder(file.toAbsolutePath().getParent());
        WholeFile.write(file, channel -> {
            while (model.hasRemaining()) {
                channel.write(model);
            }
        });
    }

    /** What an export of a run says of itself. */
    public static ModelCard card(String generator, RunConfig config) {
        return new ModelCard(
                generator,
                config.filters(),
                config.insPer(),
                config.cropSize().height(),
                config.cropSize().width());
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be made: " + e.getMessage(), e);
        }
    }
}

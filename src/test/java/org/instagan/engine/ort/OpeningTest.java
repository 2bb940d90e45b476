package org.instagan.engine.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.platform.ort.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked of an exported model before it runs. */
final class OpeningTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void export() {
        model = TinyModel.export(folder.resolve("A2B.onnx"), 3);
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> OrtEngine.open(model, Device.CPU, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aWholeOneOpens() {
        try (OrtEngine engine = OrtEngine.open(model, Device.CPU, 1)) {
            assertThat(engine.card().filters()).isEqualTo(TinyModel.FILTERS);
        }
    }

    /** ONNX Runtime would run most of them. */
    @Test
    void aFlippedBitAnywhereIsRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (Piece piece : ExportFormat.fp32().pieces()) {
            Path file = piece.beside(model);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 100; i++) {
                byte[] flipped = whole.clone();
                int at = i < 90 ? random.nextInt(whole.length) : whole.length - 1 - i;
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                refuses(file + ": ");
            }
            Files.write(file, whole);
        }
        aWholeOneOpens();
    }

    @Test
    void theModelThatIsNamedIsLookedAtThoughItsPiecesRun() throws IOException {
        Files.writeString(model, "no model");
        refuses(model + ": not an ONNX model of ours, or cut short");
        Files.delete(model);
        refuses(model + ": no such file, expected an ONNX model written by 'instagan export'");
        Path other = TinyModel.export(folder.resolve("other/A2B.onnx"), 4);
        Files.copy(other, model);
        refuses("A2B.masks.onnx: is of another export than " + model);
    }

    @Test
    void inputsThatNoModelOfOursHasAreRefused() throws IOException {
        ModelCard card = new ModelCard(Direction.A2B, TinyModel.FILTERS, 2, 16, 16, Precision.FP32);
        GraphBuilder g = new GraphBuilder("encoder");
        Value masks = g.input("masks", ElementType.FLOAT, Shape.of(2, 3));
        String weights = ModelCard.weights(OnnxReader.metadata(model));
        byte[] odd = OnnxWriter.inferenceModel(
                g.build(List.of(g.named("features", g.identity(masks)))),
                Map.of(),
                card.toMetadata(Piece.MASK_ENCODER, weights));
        Files.write(Piece.MASK_ENCODER.beside(model), odd);
        refuses("A2B.masks.onnx: input 'masks': not a model of ours, got ");
    }
}

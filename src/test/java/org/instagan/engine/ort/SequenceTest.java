package org.instagan.engine.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.engine.Engine;
import org.instagan.error.InputException;
import org.instagan.graph.pass.Options;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole sequence as one file, against the pieces that our own loop runs. */
final class SequenceTest {
    /** Sums over other numbers of masks at a time are rounded otherwise; steps add up. */
    private static final float TOLERANCE = 3e-5f;
    /** FP16 has 11 bits: twice of what was seen between the forms. */
    private static final float HALF_TOLERANCE = 3e-2f;

    @TempDir
    private Path folder;

    private Path export(ExportFormat format) {
        Path model = folder.resolve("A2B.onnx");
        ModelCard card =
                new ModelCard(Direction.A2B, TinyModel.FILTERS, 2, TinyModel.SIZE, TinyModel.SIZE, format.precision());
        Exporter.write(model, TinyModel.family(), card, format.withSequence(true), TinyModel.weights(3));
        return model;
    }

    private static Translator pieces(Path model, int perStep) {
        // As exported: random networks double what is rounded otherwise at every step.
        Engine engine = OrtEngine.openAsExported(model, Device.CPU, 2);
        return new Translator(engine, new Translator.Options(perStep, 2, false));
    }

    private static Translator sequence(Path model, int perStep) {
        Engine engine = new PlainEngine(TranslationModel.openSequence(model, Device.CPU, 2));
        return new Translator(engine, new Translator.Options(perStep, 2, false));
    }

    /** Images of one size, of so many masks each; every third mask is empty. */
    private static List<Sample> batch(int... counts) {
        List<Sample> samples = new ArrayList<>();
        for (int count : counts) {
            int[] sides = IntStream.range(0, count)
                    .map(m -> m % 3 == 2 ? 0 : 3 + 7 * m % 12)
                    .toArray();
            samples.add(TinyModel.sample(samples.size() + 1L, sides));
        }
        return samples;
    }

    private static void assertSame(List<Sample> got, List<Sample> expected, float tolerance) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(got.get(i).image().data())
                    .as("image %d", i)
                    .containsExactly(expected.get(i).image().data(), within(tolerance));
            assertThat(got.get(i).masks().data())
                    .as("masks of image %d", i)
                    .containsExactly(expected.get(i).masks().data(), within(tolerance));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "4,2", "9,3", "40,2", "5,7"})
    void oneImageIsTranslatedAsByThePieces(int masks, int perStep) {
        Path model = export(ExportFormat.fp32());
        try (Translator pieces = pieces(model, perStep);
                Translator sequence = sequence(model, perStep)) {
            List<Sample> batch = batch(masks);
            assertSame(
                    sequence.translate(batch, StepObserver.NONE),
                    pieces.translate(batch, StepObserver.NONE),
                    TOLERANCE);
        }
    }

    @Test
    void raggedBatchesAreTranslatedAsByThePieces() {
        Path model = export(ExportFormat.fp32());
        try (Translator pieces = pieces(model, 2);
                Translator sequence = sequence(model, 2)) {
            for (int[] counts : new int[][] {{3, 0, 1}, {0, 8, 2, 5}, {0, 0}, {1, 1, 1}}) {
                List<Sample> batch = batch(counts);
                assertSame(
                        sequence.translate(batch, StepObserver.NONE),
                        pieces.translate(batch, StepObserver.NONE),
                        TOLERANCE);
            }
        }
    }

    /** Who looks at the steps gets each, as verify does. */
    @Test
    void itsStepsCanBeObserved() {
        Path model = export(ExportFormat.fp32());
        List<Integer> steps = new ArrayList<>();
        try (Translator pieces = pieces(model, 2);
                Translator sequence = sequence(model, 2)) {
            List<Sample> batch = batch(5);
            List<Sample> observed = sequence.translate(batch, step -> steps.add(step.number()));
            assertThat(steps).containsExactly(0, 1);
            assertSame(observed, pieces.translate(batch, StepObserver.NONE), TOLERANCE);
        }
    }

    @Test
    void inFp16TooAndItsInterfaceStaysFloat() {
        Path model = export(ExportFormat.fp16(Options.defaults()));
        try (Translator pieces = pieces(model, 2);
                Translator sequence = sequence(model, 2)) {
            assertThat(sequence.card().precision()).isEqualTo(Precision.FP16);
            List<Sample> batch = batch(4, 1);
            List<Sample> got = sequence.translate(batch, StepObserver.NONE);
            assertSame(got, pieces.translate(batch, StepObserver.NONE), HALF_TOLERANCE);
            assertThat(Arrays.equals(
                            got.get(0).image().data(), batch.get(0).image().data()))
                    .isFalse();
        }
    }

    @Test
    void whereThereIsNoneItSaysHowToWriteIt() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 3);
        assertThatThrownBy(() -> TranslationModel.openSequence(model, Device.CPU, 1))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("A2B.sequence.onnx: no such file; write it with 'instagan export --sequence'");
    }
}

package org.instagan.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompositingTest {
    private static final int SIDE = 40;
    private static final int PLANE = SIDE * SIDE;

    @TempDir
    static Path folder;

    private static Translator plain;
    private static Translator composited;

    /** A model whose translated masks are all below 0, so that only the source's masks say what changes. */
    @BeforeAll
    static void export() {
        Path file = folder.resolve("A2B.onnx");
        Map<String, FloatTensor> weights = TinyModel.weights(11);
        String bias = weights.keySet().stream()
                .filter(name -> name.contains("decoder_seg") && name.endsWith(".bias"))
                .reduce((first, last) -> last)
                .orElseThrow();
        assertThat(weights.get(bias).data()).hasSize(1);
        weights.get(bias).data()[0] = -9;
        Exporter.write(
                file,
                TinyModel.family(),
                new ModelCard(Direction.A2B, 2, 1, SIDE, SIDE, Precision.FP32),
                ExportFormat.fp32(),
                weights);
        plain = Translator.open(file, Device.CPU, 2, Translator.Options.defaults());
        composited = Translator.open(
                file, Device.CPU, 2, Translator.Options.defaults().keepingBackground());
    }

    @AfterAll
    static void close() {
        plain.close();
        composited.close();
    }

    /** A gray ramp with boxes of 6x6 as instances. */
    private static Sample sample(int... corners) {
        FloatTensor image = FloatTensor.zeros(3, SIDE, SIDE);
        for (int i = 0; i < 3 * PLANE; i++) {
            image.data()[i] = (i % PLANE) / (float) PLANE - 0.5f;
        }
        FloatTensor masks = FloatTensor.zeros(corners.length, SIDE, SIDE);
        for (int m = 0; m < corners.length; m++) {
            for (int i = 0; i < PLANE; i++) {
                masks.data()[m * PLANE + i] = distance(corners[m], i) == 0 ? 1 : -1;
            }
        }
        return new Sample("ramp", image, masks);
    }

    /** From a pixel to the box of 6x6 whose first row and column are the corner; the larger of both directions. */
    private static int distance(int corner, int pixel) {
        int y = pixel / SIDE;
        int x = pixel % SIDE;
        return Math.max(Math.max(Math.max(corner - y, y - corner - 5), Math.max(corner - x, x - corner - 5)), 0);
    }

    @Test
    void farFromTheMasksTheImageIsTheSourceToTheBit() {
        Sample source = sample(4);
        Sample out = composited.translate(source);
        Sample raw = plain.translate(source);
        for (int i = 0; i < 3 * PLANE; i++) {
            int distance = distance(4, i % PLANE);
            if (distance > Compositing.REACH) {
                assertThat(out.image().data()[i]).isEqualTo(source.image().data()[i]);
            } else if (distance <= 1) {
                assertThat(out.image().data()[i]).isEqualTo(raw.image().data()[i]);
            }
        }
        assertThat(raw.image().data()).isNotEqualTo(out.image().data());
    }

    @Test
    void everyStepBeginsWithTheImageThatTheLastOneWasBlendedInto() {
        Sample both = sample(4, 28);
        Sample first = composited.translate(sample(4));
        FloatTensor second = FloatTensor.of(Arrays.copyOfRange(both.masks().data(), PLANE, 2 * PLANE), 1, SIDE, SIDE);
        float[] expected = composited
                .translate(new Sample("x", first.image(), second))
                .image()
                .data();
        List<float[]> steps = new ArrayList<>();
        float[] out = composited
                .translate(List.of(both), step -> steps.add(read(step.pixels())))
                .get(0)
                .image()
                .data();
        assertThat(out).isEqualTo(expected);
        assertThat(steps).containsExactly(first.image().data(), expected);
    }

    private static float[] read(FloatBuffer pixels) {
        float[] copy = new float[3 * PLANE];
        pixels.get(copy);
        return copy;
    }

    @Test
    void anImageWithoutInstancesAndOneThatIsDoneStayInABatch() {
        Sample one = sample(4);
        Sample two = sample(4, 28);
        List<Sample> out = composited.translate(List.of(sample(), one, two), StepObserver.NONE);
        assertThat(out.get(0).image().data()).isEqualTo(one.image().data());
        assertThat(out.get(1).image().data())
                .isEqualTo(composited.translate(one).image().data());
        assertThat(out.get(2).image().data())
                .isEqualTo(composited.translate(two).image().data());
    }

    @Test
    void theBorderIsSoftAndAlikeOnAllSides() {
        FloatBuffer translated = filled(3 * PLANE, 1);
        FloatBuffer image = filled(3 * PLANE, 0);
        FloatBuffer mask = filled(PLANE, -1);
        mask.put(20 * SIDE + 20, 0.1f);
        new Compositing(new Size(SIDE, SIDE)).blend(translated, image, List.of(mask, filled(PLANE, -1)));
        float[] row = new float[7];
        for (int i = 0; i < 7; i++) {
            row[i] = image.get(20 * SIDE + 20 + i);
            assertThat(image.get(20 * SIDE + 20 - i)).isEqualTo(row[i]);
            assertThat(image.get((20 + i) * SIDE + 20)).isEqualTo(row[i]);
        }
        assertThat(row).containsExactly(new float[] {1, 1, 0.8f, 0.6f, 0.4f, 0.2f, 0}, withinRounding());
    }

    private static Offset<Float> withinRounding() {
        return within(1e-6f); // means of float32
    }

    private static FloatBuffer filled(int floats, float value) {
        FloatBuffer buffer = FloatPool.allocate(floats);
        for (int i = 0; i < floats; i++) {
            buffer.put(i, value);
        }
        return buffer;
    }
}

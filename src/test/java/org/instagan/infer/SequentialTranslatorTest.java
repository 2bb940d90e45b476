package org.instagan.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.TranslationGraph;
import org.instagan.ort.Device;
import org.instagan.tensor.FloatTensor;
import org.instagan.train.Exporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SequentialTranslatorTest {
    private static final int SIZE = 16;
    private static final int PLANE = SIZE * SIZE;
    // Sums of float32 in another order, amplified by instance normalisation.
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    static Path folder;

    private static TranslationModel model;

    @BeforeAll
    static void export() {
        SplittableRandom random = new SplittableRandom(11);
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        TranslationGraph.build(Piece.WHOLE, "G_A", 2).parameters().forEach(p -> {
            FloatTensor t = FloatTensor.zeros(p.shape().sizes());
            for (int i = 0; i < t.data().length; i++) {
                t.data()[i] = (float) (random.nextGaussian() * 0.1);
            }
            weights.put(p.name(), t);
        });
        Path file = folder.resolve("A2B.onnx");
        Exporter.write(file, new ModelCard("G_A", 2, 2, SIZE, SIZE), weights);
        model = TranslationModel.open(file, Device.CPU, 2);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void theModelSaysWhatItIs() {
        assertThat(model.card()).isEqualTo(new ModelCard("G_A", 2, 2, SIZE, SIZE));
        assertThat(model.card().direction()).isEqualTo("A to B");
    }

    @Test
    void stepsFollowEachOtherFromTheLargestInstanceDown() {
        Sample sample = sample(3, 5, 3, 7);
        Sample out = new SequentialTranslator(model, 2).translate(sample);
        FloatTensor image = FloatTensor.of(sample.image().data(), 1, 3, SIZE, SIZE);
        TranslationModel.Step first = model.translate(image, masks(sample, 2, 0), 0, 0);
        TranslationModel.Step second = model.translate(first.image(), masks(sample, 1), 0);
        assertThat(out.image().data()).containsExactly(second.image().data(), within(TOLERANCE));
        float[] last = Arrays.copyOfRange(out.masks().data(), PLANE, 2 * PLANE);
        assertThat(last).containsExactly(second.masks().data(), within(TOLERANCE));
    }

    @Test
    void anEmptyMaskStaysAndChangesNothing() {
        Sample with = sample(4, 6, 0, 3);
        FloatTensor two = FloatTensor.of(masks(with, 0, 2).data(), 2, SIZE, SIZE);
        Sample a = new SequentialTranslator(model, 4).translate(with);
        Sample b = new SequentialTranslator(model, 4).translate(new Sample("x", with.image(), two));
        assertThat(a.image().data()).containsExactly(b.image().data(), within(TOLERANCE));
        assertThat(Arrays.copyOfRange(a.masks().data(), PLANE, 2 * PLANE)).containsOnly(-1f);
    }

    @Test
    void theGraphItselfPassesEmptyMasksThrough() {
        Sample sample = sample(5, 6, 0);
        FloatTensor image = FloatTensor.of(sample.image().data(), 1, 3, SIZE, SIZE);
        TranslationModel.Step both = model.translate(image, masks(sample, 0, 1), 0, 0);
        TranslationModel.Step one = model.translate(image, masks(sample, 0), 0);
        assertThat(both.image().data()).containsExactly(one.image().data(), within(TOLERANCE));
        assertThat(Arrays.copyOfRange(both.masks().data(), PLANE, 2 * PLANE)).containsOnly(-1f);
    }

    @Test
    void imagesOfABatchWithAnyNumberOfMasksDoNotMix() {
        Sample x = sample(6, 5);
        Sample y = sample(7, 3, 6, 4);
        float[] images = concat(x.image().data(), y.image().data());
        float[] masks = concat(x.masks().data(), y.masks().data());
        TranslationModel.Step together = model.translate(
                FloatTensor.of(images, 2, 3, SIZE, SIZE), FloatTensor.of(masks, 4, 1, SIZE, SIZE), 0, 1, 1, 1);
        TranslationModel.Step alone =
                model.translate(FloatTensor.of(y.image().data(), 1, 3, SIZE, SIZE), masks(y, 0, 1, 2), 0, 0, 0);
        float[] row = Arrays.copyOfRange(together.image().data(), 3 * PLANE, 6 * PLANE);
        assertThat(row).containsExactly(alone.image().data(), within(TOLERANCE));
    }

    @Test
    void manyInstancesAreTranslated() {
        int[] sides = new int[45];
        Arrays.setAll(sides, i -> 2 + i % 9);
        Sample out = new SequentialTranslator(model, 2).translate(sample(8, sides));
        assertThat(out.instances()).isEqualTo(45);
    }

    @Test
    void imagesOfAnySizeComeBackInTheirOwn() throws Exception {
        Path data = folder.resolve("data");
        SyntheticData.write(data, 33, 1, 1, 2);
        Path plain = data.resolve("trainA/no mask.png");
        Images.writePng(new Image(21, 30, 3, new byte[3 * 21 * 30]), plain);
        Path out = folder.resolve("out");
        List<String> told = new ArrayList<>();
        FolderTranslation job =
                new FolderTranslation(new SequentialTranslator(model, 2), new Fit(Optional.empty()), out);
        job.run(InstanceFolder.open(data.resolve("trainA"), data.resolve("trainA_seg")), told::add);
        Path page = job.writeGallery("t", "i", Map.of(), Optional.empty());
        assertThat(told).contains("no mask: no mask, copied as it is");
        assertThat(Images.readRgb(out.resolve("translated/disc0001.png")).width())
                .isEqualTo(33);
        assertThat(Images.readRgb(out.resolve("translated/no mask.png"))).isEqualTo(Images.readRgb(plain));
        assertThat(out.resolve("translated_seg/disc0001_0.png")).exists();
        assertThat(Files.readString(page)).contains("translated/disc0001.png", "no%20mask.png");
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThat(new Fit(Optional.of(new Size(64, 32)))
                        .in(instances(20, 20))
                        .image()
                        .shape())
                .containsExactly(3, 32, 64);
        assertThatThrownBy(() -> new Fit(Optional.of(new Size(30, 32))))
                .isInstanceOf(InputException.class)
                .hasMessage("--size 30x32: expected width and height to be multiples of 4, from 8");
        assertThatThrownBy(() -> new Fit(Optional.empty()).in(instances(20, 5)))
                .isInstanceOf(InputException.class)
                .hasMessage("image 'i': 20x5 pixels are too few, expected 8x8 or more; or use --size");
    }

    private static Instances instances(int width, int height) {
        return new Instances("i", new Image(width, height, 3, new byte[3 * width * height]), List.of());
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static FloatTensor masks(Sample sample, int... rows) {
        FloatTensor out = FloatTensor.zeros(rows.length, 1, SIZE, SIZE);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(sample.masks().data(), rows[i] * PLANE, out.data(), i * PLANE, PLANE);
        }
        return out;
    }

    /** Squares of the given sides; 0 for an empty mask. */
    private static Sample sample(long seed, int... sides) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor image = FloatTensor.zeros(3, SIZE, SIZE);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) random.nextDouble(-1, 1);
        }
        FloatTensor masks = FloatTensor.zeros(sides.length, SIZE, SIZE);
        for (int m = 0; m < sides.length; m++) {
            for (int i = 0; i < PLANE; i++) {
                boolean inside = i / SIZE < sides[m] && i % SIZE < sides[m];
                masks.data()[m * PLANE + i] = inside ? 1 : -1;
            }
        }
        return new Sample("s", image, masks);
    }
}

package org.instagan.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.instagan.TinyModel;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.demo.SyntheticData;
import org.instagan.engine.Cancellation;
import org.instagan.engine.FloatPool;
import org.instagan.engine.ort.TranslationModel;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.translate.folder.FolderTranslation;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TranslatorTest {
    private static final int SIZE = 16;
    private static final int PLANE = SIZE * SIZE;
    // Sums of float32 in another order, amplified by instance normalisation.
    private static final float TOLERANCE = 1e-4f;
    /**
     * Shapes are computed in the way that was measured as the fastest for each (plain, Winograd), and random weights double
     * what these differ by at every step: 3e-3 was seen after five.
     */
    private static final float BATCH_TOLERANCE = 2e-2f;

    private static final ModelCard CARD = new ModelCard(Direction.A2B, 2, 2, SIZE, SIZE, Precision.FP32);

    @TempDir
    static Path folder;

    private static TranslationModel model;
    private static Translator pairs;

    @BeforeAll
    static void export() {
        Path file = folder.resolve("A2B.onnx");
        Exporter.write(file, TinyModel.family(), CARD, ExportFormat.fp32(), TinyModel.weights(11));
        model = TranslationModel.open(file, Device.CPU, 2);
        pairs = Translator.open(file, Device.CPU, 2, Translator.Options.defaults());
    }

    @AfterAll
    static void close() {
        model.close();
        pairs.close();
    }

    @Test
    void theModelSaysWhatItIs() {
        assertThat(model.card()).isEqualTo(CARD);
        assertThat(model.card().direction()).hasToString("A to B");
    }

    @Test
    void stepsFollowEachOtherFromTheLargestInstanceDown() {
        Sample sample = TinyModel.sample(3, 5, 3, 7);
        Sample out = pairs.translate(sample);
        FloatTensor image = FloatTensor.of(sample.image().data(), 1, 3, SIZE, SIZE);
        TranslationModel.Step first = model.translate(image, masks(sample, 2, 0), 0, 0);
        TranslationModel.Step second = model.translate(first.image(), masks(sample, 1), 0);
        assertThat(out.image().data()).containsExactly(second.image().data(), within(TOLERANCE));
        float[] last = Arrays.copyOfRange(out.masks().data(), PLANE, 2 * PLANE);
        assertThat(last).containsExactly(second.masks().data(), within(TOLERANCE));
    }

    @Test
    void anEmptyMaskStaysAndChangesNothing() {
        Sample with = TinyModel.sample(4, 6, 0, 3);
        FloatTensor two = FloatTensor.of(masks(with, 0, 2).data(), 2, SIZE, SIZE);
        Sample a = pairs.translate(with);
        Sample b = pairs.translate(new Sample("x", with.image(), two));
        assertThat(a.image().data()).containsExactly(b.image().data(), within(TOLERANCE));
        assertThat(Arrays.copyOfRange(a.masks().data(), PLANE, 2 * PLANE)).containsOnly(-1f);
    }

    @Test
    void theGraphItselfPassesEmptyMasksThrough() {
        Sample sample = TinyModel.sample(5, 6, 0);
        FloatTensor image = FloatTensor.of(sample.image().data(), 1, 3, SIZE, SIZE);
        TranslationModel.Step both = model.translate(image, masks(sample, 0, 1), 0, 0);
        TranslationModel.Step one = model.translate(image, masks(sample, 0), 0);
        assertThat(both.image().data()).containsExactly(one.image().data(), within(TOLERANCE));
        assertThat(Arrays.copyOfRange(both.masks().data(), PLANE, 2 * PLANE)).containsOnly(-1f);
    }

    @Test
    void imagesOfABatchWithAnyNumberOfMasksDoNotMix() {
        Sample x = TinyModel.sample(6, 5);
        Sample y = TinyModel.sample(7, 3, 6, 4);
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
    void whatSharesABatchChangesNothing() {
        List<Sample> batch = List.of(
                TinyModel.sample(6, 5),
                TinyModel.sample(7, 3, 6, 4),
                TinyModel.sample(9),
                TinyModel.sample(10, 2, 3, 4, 5, 6, 7, 8));
        List<Sample> together = pairs.translate(batch, StepObserver.NONE);
        for (int i = 0; i < batch.size(); i++) {
            assertSame(together.get(i), pairs.translate(batch.get(i)));
        }
    }

    @Test
    void howManyMasksAreEncodedAtATimeChangesNothing() {
        Sample sample = TinyModel.sample(12, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Sample expected = pairs.translate(sample);
        for (int insBatch : new int[] {1, 3, 100}) {
            Translator.Options options = new Translator.Options(2, insBatch, false);
            try (Translator translator = Translator.open(folder.resolve("A2B.onnx"), options)) {
                assertSame(translator.translate(sample), expected);
            }
        }
    }

    /** Within a step the masks are a set. */
    @Test
    void theOrderOfMasksDoesNotMatter() {
        Sample sample = TinyModel.sample(13, 4, 7, 5);
        FloatTensor turned = masks(sample, 2, 1, 0);
        Translator.Options options = new Translator.Options(3, 8, false);
        try (Translator translator = Translator.open(folder.resolve("A2B.onnx"), options)) {
            Sample out = translator.translate(sample);
            Sample other =
                    translator.translate(new Sample("t", sample.image(), FloatTensor.of(turned.data(), 3, SIZE, SIZE)));
            assertThat(other.image().data()).containsExactly(out.image().data(), within(TOLERANCE));
            assertThat(masks(other, 2, 1, 0).data()).containsExactly(out.masks().data(), within(TOLERANCE));
        }
    }

    @Test
    void anObserverSeesEveryStepOfEveryImage() {
        Sample one = TinyModel.sample(14, 6);
        Sample three = TinyModel.sample(15, 3, 5, 4);
        List<String> seen = new ArrayList<>();
        float[] last = new float[3 * PLANE];
        List<Sample> out = pairs.translate(List.of(three, one), step -> {
            seen.add(step.image() + "/" + step.number() + " " + step.masks());
            if (step.image() == 0) {
                step.pixels().get(last);
            }
        });
        assertThat(seen).containsExactly("0/0 [1, 2]", "1/0 [3]", "0/1 [0]");
        assertThat(out.get(0).image().data()).containsExactly(last);
    }

    @Test
    void buffersAreTheCallersOwn() {
        Sample sample = TinyModel.sample(16, 5, 3);
        Sample expected = pairs.translate(sample);
        FloatBuffer images = direct(sample.image().data());
        FloatBuffer masks = direct(sample.masks().data());
        FloatBuffer imagesOut = FloatPool.allocate(3 * PLANE);
        FloatBuffer masksOut = FloatPool.allocate(2 * PLANE);
        int[] two = {2};
        Size size = new Size(SIZE, SIZE);
        pairs.translate(new TensorBatch(size, two, images, masks, imagesOut, masksOut), StepObserver.NONE);
        float[] pixels = new float[3 * PLANE];
        imagesOut.duplicate().get(pixels);
        assertThat(pixels).containsExactly(expected.image().data());
        assertThatThrownBy(() -> new TensorBatch(size, two, images, masks, imagesOut, FloatBuffer.allocate(2 * PLANE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Batch, masksOut: expected a direct buffer in native order of 512 floats");
    }

    @Test
    void piecesHaveToBeThereAndBelongTogether() throws Exception {
        Path alone = Files.createDirectories(folder.resolve("alone")).resolve("A2B.onnx");
        Files.copy(folder.resolve("A2B.onnx"), alone);
        assertThatThrownBy(() -> Translator.open(alone, Device.CPU, 1, Translator.Options.defaults()))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith(
                        "A2B.onnx: its piece A2B.masks.onnx is not beside it, copy it there or export again");
        Path mixed = Files.createDirectories(folder.resolve("mixed")).resolve("A2B.onnx");
        Exporter.write(mixed, TinyModel.family(), CARD, ExportFormat.fp32(), TinyModel.weights(12));
        Files.copy(
                folder.resolve("A2B.step.onnx"),
                mixed.resolveSibling("A2B.step.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Translator.open(mixed, Device.CPU, 1, Translator.Options.defaults()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("A2B.step.onnx: is of another export than ");
    }

    private static void assertSame(Sample actual, Sample expected) {
        assertThat(actual.image().data()).containsExactly(expected.image().data(), within(BATCH_TOLERANCE));
        assertThat(actual.masks().data()).containsExactly(expected.masks().data(), within(BATCH_TOLERANCE));
    }

    private static FloatBuffer direct(float[] data) {
        return FloatPool.allocate(data.length).put(data).flip();
    }

    @Test
    void manyInstancesAreTranslated() {
        int[] sides = new int[45];
        Arrays.setAll(sides, i -> 2 + i % 9);
        Sample out = pairs.translate(TinyModel.sample(8, sides));
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
        FolderTranslation job = new FolderTranslation(pairs, new Fit(Optional.empty()), out);
        job.run(InstanceFolder.open(data.resolve("trainA"), data.resolve("trainA_seg")), told::add, told::add);
        Path page = job.writeGallery("t", "i", Map.of());
        assertThat(told).contains("no mask: no mask, copied as it is");
        assertThat(Images.readRgb(out.resolve("translated/disc0001.png")).width())
                .isEqualTo(33);
        assertThat(Images.readRgb(out.resolve("translated/no mask.png"))).isEqualTo(Images.readRgb(plain));
        assertThat(out.resolve("translated_seg/disc0001_0.png")).exists();
        assertThat(Files.readString(page)).contains("translated/disc0001.png", "no%20mask.png");
    }

    @Test
    void whatIsCancelledEndsBeforeItsNextStep() {
        Cancellation cancellation = new Cancellation();
        List<Integer> steps = new ArrayList<>();
        Sample many = TinyModel.sample(5, 8, 7, 6, 5, 4, 3);
        StepObserver observer = step -> {
            steps.add(step.number());
            cancellation.cancel();
        };
        assertThatThrownBy(() -> pairs.translate(List.of(many), observer, cancellation))
                .isInstanceOf(CancellationException.class);
        assertThat(steps).hasSize(1);
        assertThat(pairs.translate(many).masks().data()).hasSize(many.masks().data().length);
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThat(new Fit(Optional.of(new Size(64, 32)))
                        .of(instances(20, 20))
                        .sample()
                        .image()
                        .shape())
                .containsExactly(3, 32, 64);
        assertThatThrownBy(() -> new Fit(Optional.of(new Size(30, 32))))
                .isInstanceOf(InputException.class)
                .hasMessage("size 30x32: expected width and height to be multiples of 4, from 8");
        assertThatThrownBy(() -> new Fit(Optional.empty()).of(instances(20, 5)))
                .isInstanceOf(InputException.class)
                .hasMessage("image 'i': 20x5 pixels are too few, expected 8x8 or more, or a size to resize to");
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

    @Test
    void closingWaitsForRunningCallsAndRefusesLaterOnes() throws Exception {
        Translator translator =
                Translator.open(folder.resolve("A2B.onnx"), Device.CPU, 1, Translator.Options.defaults());
        Sample sample = TinyModel.sample(3, 5, 3, 7, 4);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        CountDownLatch running = new CountDownLatch(4);
        List<Future<String>> ends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ends.add(callers.submit(() -> translateUntilClosed(translator, sample, running)));
        }
        running.await();
        translator.close();
        translator.close();
        for (Future<String> end : ends) {
            assertThat(end.get()).isEqualTo("Translator: is closed");
        }
        callers.shutdown();
    }

    private static String translateUntilClosed(Translator translator, Sample sample, CountDownLatch running) {
        try {
            while (true) {
                translator.translate(List.of(sample), step -> running.countDown());
            }
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    @Test
    void closingWithinACallIsRefused() {
        try (Translator translator =
                Translator.open(folder.resolve("A2B.onnx"), Device.CPU, 1, Translator.Options.defaults())) {
            Runnable close = translator::close;
            assertThatThrownBy(() -> translator.translate(List.of(TinyModel.sample(3, 5)), step -> close.run()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Translator: expected to be closed after the call, not within it");
        }
    }

    @Test
    void aFolderWhereNoImageHasAMaskIsRefusedBeforeAnythingIsWritten() {
        Path data = folder.resolve("unmasked");
        SyntheticData.write(data, 32, 1, 1, 2);
        FolderTranslation job = new FolderTranslation(pairs, new Fit(Optional.empty()), folder.resolve("none"));
        InstanceFolder wrong = InstanceFolder.open(data.resolve("trainA"), data.resolve("trainB_seg"));
        assertThatThrownBy(() -> job.run(wrong, line -> {}, line -> {}))
                .isInstanceOf(InputException.class)
                .hasMessage(data.resolve("trainB_seg") + ": no image of " + data.resolve("trainA")
                        + " has a mask in it; expected disc0001_0.png or the like, but the folder holds"
                        + " triangle0001_0.png and the like");
        assertThat(folder.resolve("none/translated")).isEmptyDirectory();
    }
}

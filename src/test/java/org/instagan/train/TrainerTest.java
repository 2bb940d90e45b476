package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.graph.Value;
import org.instagan.model.Domain;
import org.instagan.model.Family;
import org.instagan.model.Feeder;
import org.instagan.model.Loss;
import org.instagan.platform.ort.Device;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learning rate of 0 keeps the weights, so that runs on the same session can be compared. */
final class TrainerTest {
    private static final int SIZE = 32;
    private static final int PLANE = SIZE * SIZE;
    private static final Family TINY = TinyModel.family();
    // Sums of float32 in another order: a few units in the seventh digit, times what normalisation amplifies.
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    static Path folder;

    private static Family.Start state;
    private static StepRunner runner;

    @BeforeAll
    static void open() {
        state = TINY.start(7);
        runner = StepRunner.fresh(TINY, state.weights(), new StepRunner.Settings(0.5, Device.CPU, 2, false), folder);
        runner.setLearningRate(0);
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @Test
    void imagesOfABatchDoNotMix() {
        List<Sample> a = List.of(image(1, 3), image(2, 1));
        List<Sample> b = List.of(image(3, 2), image(4, 4));
        FloatTensor together =
                trainer(false).iterate(0, 0, a, b).get(0).values().get("A.fake_image");
        for (int i = 0; i < 2; i++) {
            FloatTensor alone = trainer(false)
                    .iterate(0, 0, List.of(a.get(i)), List.of(b.get(i)))
                    .get(0)
                    .values()
                    .get("A.fake_image");
            float[] row = Arrays.copyOfRange(together.data(), i * 3 * PLANE, (i + 1) * 3 * PLANE);
            assertThat(row).containsExactly(alone.data(), within(TOLERANCE));
        }
    }

    @Test
    void aBatchsLossIsTheMeanOverItsImages() {
        List<Sample> a = List.of(image(1, 2), image(2, 2));
        List<Sample> b = List.of(image(3, 2), image(4, 2));
        Losses together = trainer(false).iterate(0, 0, a, b).get(0).losses();
        Losses first = trainer(false)
                .iterate(0, 0, a.subList(0, 1), b.subList(0, 1))
                .get(0)
                .losses();
        Losses second = trainer(false)
                .iterate(0, 0, a.subList(1, 2), b.subList(1, 2))
                .get(0)
                .losses();
        for (String name : List.of("A.cycle", "A.identity", "A.context", "B.cycle", "B.identity", "B.context")) {
            double mean = (first.get(name).orElseThrow() + second.get(name).orElseThrow()) / 2;
            assertThat(together.get(name).orElseThrow()).as(name).isCloseTo(mean, within(1e-4 * Math.max(1, mean)));
        }
    }

    @Test
    void theOrderOfAStepsMasksDoesNotMatter() {
        Sample two = image(5, 2);
        float[] masks = two.masks().data();
        List<float[]> swapped =
                List.of(Arrays.copyOfRange(masks, PLANE, 2 * PLANE), Arrays.copyOfRange(masks, 0, PLANE));
        Sample other = Sample.of("swapped", two.image().data(), swapped, SIZE, SIZE);
        List<Sample> b = List.of(image(6, 2));
        FloatTensor x =
                trainer(true).iterate(0, 0, List.of(two), b).get(0).values().get("A.fake_image");
        FloatTensor y =
                trainer(true).iterate(0, 0, List.of(other), b).get(0).values().get("A.fake_image");
        assertThat(x.data()).containsExactly(y.data(), within(TOLERANCE));
    }

    @Test
    void aDomainWithoutInstancesSitsOut() {
        List<Trainer.Step> steps = trainer(false).iterate(0, 0, List.of(image(1, 0)), List.of(image(2, 3)));
        assertThat(steps).hasSize(2);
        assertThat(steps).allSatisfy(step -> assertThat(step.active()).containsExactly(Domain.B));
        assertThat(names(steps.get(0).losses()))
                .contains("generators", "B.gan", "B.identity", "B.discriminator")
                .doesNotContain("A.gan", "A.discriminator");
        assertThat(trainer(false).iterate(0, 0, List.of(image(1, 0)), List.of(image(2, 0))))
                .isEmpty();
    }

    @Test
    void aRateOfNothingChangesNothing() {
        trainer(false).iterate(0, 0, List.of(image(1, 2)), List.of(image(2, 2)));
        assertThat(runner.state().weights().read()).isEqualTo(state.weights().read());
    }

    private static List<String> names(Losses losses) {
        return losses.values().keySet().stream().map(Loss::name).toList();
    }

    private static Trainer trainer(boolean shuffled) {
        return new Trainer(runner, TINY, new Feeder.Sequencing(4, 2, shuffled, 50, 1), state.carried());
    }

    private static Sample image(long seed, int instances) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[3 * PLANE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        List<float[]> masks = new ArrayList<>();
        for (int m = 0; m < instances; m++) {
            int top = random.nextInt(SIZE / 2);
            int left = random.nextInt(SIZE / 2);
            int side = 5 + 2 * m;
            float[] mask = new float[PLANE];
            for (int i = 0; i < PLANE; i++) {
                boolean inside = i / SIZE >= top && i / SIZE < top + side && i % SIZE >= left && i % SIZE < left + side;
                mask[i] = inside ? 1 : -1;
            }
            masks.add(mask);
        }
        return Sample.of("noise", pixels, masks, SIZE, SIZE);
    }

    @Test
    void aStepHandsOutWhatTrainingNeedsAndNoMore() {
        assertThat(trainer(false)
                        .iterate(0, 0, List.of(image(1, 2)), List.of(image(2, 2)))
                        .get(0)
                        .values()
                        .keySet())
                .contains("A.cycle", "B.fake_image", "D_A.classifier.0.module.weight_u.next")
                .noneMatch(name -> name.contains("reconstructed") || name.endsWith("weight_v.next"));
        assertThat(TINY.trainingStep(true).outputs())
                .extracting(Value::name)
                .contains("A.reconstructed_image", "D_A.classifier.0.module.weight_v.next");
    }
}

package org.instagan.evaluate.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.instagan.data.Instances;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.image.Image;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.Test;

/** Against translations whose figures are known: every colour and every mask changed by a function. */
final class JudgeTest {
    private static final int SIDE = 16;

    /** What the networks would do, without any. */
    private record Functions(DoubleUnaryOperator colour, DoubleUnaryOperator mask) implements Engine {
        @Override
        public ModelCard card() {
            return new ModelCard(Direction.A2B, 1, 2, SIDE, SIDE, Precision.FP32);
        }

        @Override
        public String platform() {
            return "functions";
        }

        @Override
        public int mostImages(Size size, int masksOfEach) {
            return 1;
        }

        @Override
        public Optional<OneCall> oneCall() {
            return Optional.of((batch, steps, cancellation) -> {
                apply(colour, batch.images(), steps.imagesOut());
                apply(mask, steps.masks(), steps.masksOut());
            });
        }

        private static void apply(DoubleUnaryOperator f, FloatBuffer from, FloatBuffer to) {
            for (int i = 0; i < from.remaining(); i++) {
                to.put(to.position() + i, (float) f.applyAsDouble(from.get(from.position() + i)));
            }
        }

        @Override
        public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
            throw new UnsupportedOperationException("all steps are one call");
        }

        @Override
        public void close() {}
    }

    private static Translator of(DoubleUnaryOperator colour, DoubleUnaryOperator mask) {
        return new Translator(new Functions(colour, mask), Translator.Options.defaults());
    }

    private static Image mask(int from, int to) {
        byte[] pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, from, to, (byte) 255);
        return new Image(SIDE, SIDE, 1, pixels);
    }

    private static Instances picture() {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (40 + i % 97);
        }
        return new Instances("p", new Image(SIDE, SIDE, 3, pixels), List.of(mask(0, 32), mask(100, 164), mask(0, 0)));
    }

    @Test
    void whatStaysAsItIsIsPerfect() {
        try (Judge judge = new Judge(of(v -> v, m -> m), Optional.of(of(v -> v, m -> m)))) {
            Judgement j = judge.judge(picture(), Optional.of(picture().masks())).judgement();
            assertThat(j.contextPsnr()).isInfinite();
            assertThat(j.contextSsim()).isEqualTo(1);
            assertThat(j.meanShift()).containsExactly(0, 0, 0);
            assertThat(j.cycleError()).hasValue(0);
            assertThat(j.cycleIou()).hasValue(1);
            assertThat(j.identityError()).hasValue(0);
            assertThat(j.areaRatios()).containsExactly(1.0, 1.0);
            assertThat(j.parts()).isEqualTo(1);
            assertThat(j.kept()).isEqualTo(2);
            assertThat(j.instances()).as("the empty one is none").isEqualTo(2);
            assertThat(j.truthIou()).hasValue(1);
        }
    }

    @Test
    void figuresSayWhatChanged() {
        double ten = 10 / 127.5;
        try (Judge judge = new Judge(of(v -> v + ten, m -> -1), Optional.of(of(v -> v - 2 * ten, m -> 1)))) {
            Judgement j = judge.judge(picture(), Optional.of(picture().masks())).judgement();
            assertThat(j.contextPsnr()).isCloseTo(20 * Math.log10(25.5), within(1e-6));
            assertThat(j.contextSsim()).isBetween(0.5, 0.999);
            assertThat(j.meanShift()).containsExactly(10, 10, 10);
            assertThat(j.cycleError().orElseThrow()).isCloseTo(10, within(1e-9));
            assertThat(j.cycleIou().orElseThrow()).isCloseTo((32 + 64) / 256.0 / 2, within(1e-9));
            assertThat(j.identityError().orElseThrow()).isCloseTo(20, within(1e-9));
            assertThat(j.areaRatios()).containsExactly(0.0, 0.0);
            assertThat(j.kept()).isZero();
            assertThat(j.truthIou()).hasValue(0);
        }
    }

    @Test
    void withoutTheOtherGeneratorThereIsNoWayBack() {
        try (Judge judge = new Judge(of(v -> v, m -> m), Optional.empty())) {
            Judgement j = judge.judge(picture(), Optional.empty()).judgement();
            assertThat(j.cycleError()).isEmpty();
            assertThat(j.identityError()).isEmpty();
            assertThat(j.truthIou()).isEmpty();
            assertThat(new Summary(List.of(j)).figures())
                    .containsEntry("instances", 2.0)
                    .doesNotContainKeys("cycle error, levels", "truth mask IoU");
        }
    }
}

package org.instagan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.junit.jupiter.api.Test;

final class TimedEngineTest {
    private static final double SECOND = 1e9;
    private static final FloatBuffer NONE = FloatBuffer.allocate(0);

    private final List<String> calls = new ArrayList<>();
    private long now;
    private final PhaseClock clock = new PhaseClock(() -> now);

    private void pass(double seconds) {
        now += Math.round(seconds * SECOND);
    }

    @Test
    void everyMomentBelongsToOnePhase() {
        clock.start();
        pass(1);
        clock.lap(Phase.PREPROCESS);
        try (Engine engine = new TimedEngine(new Slow(), clock)) {
            pass(2); // packing images
            try (Engine.Sequence sequence =
                    engine.begin(new Engine.Batch(NONE, 1, new Size(4, 4)), new FloatPool(), new Cancellation())) {
                pass(4); // packing masks
                sequence.encode(NONE, 1, List.of());
                sequence.step(NONE);
                pass(8); // unpacking masks
                sequence.step(NONE);
                sequence.readImage(0, NONE);
                sequence.await();
                pass(16); // packing masks
                sequence.encode(NONE, 1, List.of());
            }
        }
        pass(32);
        clock.lap(Phase.POSTPROCESS);
        Map<Phase, Double> seconds = clock.seconds();
        assertThat(seconds.get(Phase.PREPROCESS)).isEqualTo(1);
        // begin and close take a tenth, readImage too, encode a hundredth, step a thousandth
        // and waiting a tenth of that
        assertThat(seconds.get(Phase.HOST_TO_DEVICE)).isEqualTo(2 + 0.1 + 4 + 16, within(1e-9));
        assertThat(seconds.get(Phase.COMPUTE)).isEqualTo(0.022 + 0.0001, within(1e-9));
        assertThat(seconds.get(Phase.DEVICE_TO_HOST)).isEqualTo(8 + 0.1 + 0.1, within(1e-9));
        assertThat(seconds.get(Phase.POSTPROCESS)).isEqualTo(32);
        double parts = seconds.entrySet().stream()
                .filter(e -> e.getKey() != Phase.END_TO_END)
                .mapToDouble(Map.Entry::getValue)
                .sum();
        assertThat(seconds.get(Phase.END_TO_END)).isEqualTo(parts, within(1e-9));
        assertThat(calls)
                .containsExactly("begin", "encode", "step", "step", "readImage", "await", "encode", "close", "closed");
    }

    @Test
    void aNewRequestStartsFromNothing() {
        clock.start();
        pass(5);
        clock.lap(Phase.COMPUTE);
        clock.start();
        assertThat(clock.seconds()).hasSize(Phase.values().length).containsEntry(Phase.COMPUTE, 0.0);
    }

    private final class Slow implements Engine {
        @Override
        public ModelCard card() {
            return new ModelCard(Direction.A2B, 1, 1, 4, 4, Precision.FP32);
        }

        @Override
        public String platform() {
            return "slow";
        }

        @Override
        public int mostImages(Size size, int masksOfEach) {
            return 1;
        }

        @Override
        public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
            calls.add("begin");
            pass(0.1);
            return new SlowSequence();
        }

        @Override
        public void close() {
            calls.add("closed");
        }
    }

    private final class SlowSequence implements Engine.Sequence {
        @Override
        public void encode(FloatBuffer masks, int count, List<Engine.Rows> steps) {
            calls.add("encode");
            pass(0.01);
        }

        @Override
        public void step(FloatBuffer masksOut) {
            calls.add("step");
            pass(0.001);
        }

        @Override
        public void readImage(int row, FloatBuffer out) {
            calls.add("readImage");
            pass(0.1);
        }

        @Override
        public void writeImage(int row, FloatBuffer in) {
            calls.add("writeImage");
            pass(0.1);
        }

        @Override
        public void await() {
            calls.add("await");
            pass(0.0001);
        }

        @Override
        public void close() {
            calls.add("close");
            pass(0.1);
        }
    }
}

package org.instagan.bench;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;

/**
 * An engine with a clock around its calls. What the caller does before it encodes is packing, host to device; what it
 * does after a step, up to anything else, is unpacking, device to host. One request at a time; closing it closes the
 * engine.
 */
final class TimedEngine implements Engine {
    private final Engine engine;
    private final PhaseClock clock;

    TimedEngine(Engine engine, PhaseClock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public ModelCard card() {
        return engine.card();
    }

    @Override
    public String platform() {
        return engine.platform();
    }

    @Override
    public int mostImages(Size size, int masksOfEach) {
        return engine.mostImages(size, masksOfEach);
    }

    @Override
    public int usualMasksEncoded(Size size) {
        return engine.usualMasksEncoded(size);
    }

    @Override
    public Optional<OneCall> oneCall() {
        return engine.oneCall().map(call -> (batch, steps, cancellation) -> {
            clock.lap(Phase.HOST_TO_DEVICE);
            call.translate(batch, steps, cancellation);
            clock.lap(Phase.COMPUTE);
        });
    }

    @Override
    public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
        Sequence sequence = engine.begin(batch, scratch, cancellation);
        clock.lap(Phase.HOST_TO_DEVICE);
        return new Timed(sequence);
    }

    @Override
    public void close() {
        engine.close();
    }

    private final class Timed implements Sequence {
        private final Sequence sequence;
        private boolean stepped;

        Timed(Sequence sequence) {
            this.sequence = sequence;
        }

        @Override
        public void encode(FloatBuffer masks, int count, List<Rows> steps) {
            clock.lap(Phase.HOST_TO_DEVICE);
            sequence.encode(masks, count, steps);
            clock.lap(Phase.COMPUTE);
            stepped = false;
        }

        @Override
        public void step(FloatBuffer masksOut) {
            clock.lap(stepped ? Phase.DEVICE_TO_HOST : Phase.HOST_TO_DEVICE);
            sequence.step(masksOut);
            clock.lap(Phase.COMPUTE);
            stepped = true;
        }

        @Override
        public void readImage(int row, FloatBuffer out) {
            sequence.readImage(row, out);
            clock.lap(Phase.DEVICE_TO_HOST);
        }

        @Override
        public void writeImage(int row, FloatBuffer in) {
            sequence.writeImage(row, in);
            clock.lap(Phase.HOST_TO_DEVICE);
        }

        @Override
        public void await() {
            clock.lap(stepped ? Phase.DEVICE_TO_HOST : Phase.HOST_TO_DEVICE);
            sequence.await();
            clock.lap(Phase.COMPUTE);
        }

        @Override
        public void close() {
            sequence.close();
            clock.lap(Phase.DEVICE_TO_HOST);
        }
    }
}

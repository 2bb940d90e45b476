package org.instagan.serve;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.instagan.TinyModel;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;

/** An engine whose every step waits until the test lets it pass; images and masks come out as one value. */
final class GatedEngine implements Engine {
    private final float value;
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore gate = new Semaphore(0);
    private final Queue<Supplier<RuntimeException>> dying = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile boolean failing;
    private volatile boolean full;
    private volatile int mostImages = Integer.MAX_VALUE;

    GatedEngine(float value) {
        this.value = value;
    }

    /** Waits until so many steps have begun since the last call. */
    void awaitSteps(int count) {
        try {
            if (!entered.tryAcquire(count, 200, TimeUnit.SECONDS)) {
                throw new AssertionError("no step has begun");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void pass(int steps) {
        gate.release(steps);
    }

    void takeAtMost(int images) {
        mostImages = images;
    }

    void runOutOfMemory(boolean now) {
        full = now;
    }

    void failFromNowOn() {
        failing = true;
    }

    /** Its next step throws this. */
    void dieOf(RuntimeException error) {
        dying.add(() -> error);
    }

    void dieOf(Error error) {
        dying.add(() -> {
            throw error;
        });
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public ModelCard card() {
        return new ModelCard(Direction.A2B, 2, 1000, TinyModel.SIZE, TinyModel.SIZE, Precision.FP32);
    }

    @Override
    public String platform() {
        return "gate_" + value;
    }

    /** It steps over all masks at once, so the number of each says nothing. */
    @Override
    public int mostImages(Size size, int masksOfEach) {
        return mostImages;
    }

    @Override
    public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
        if (batch.count() > mostImages) {
            throw new InputException("gate: " + batch.count() + " images at once are outside its profile");
        }
        Size size = batch.size();
        return new Sequence() {
            private Iterator<Rows> steps = Collections.emptyIterator();

            @Override
            public void encode(FloatBuffer masks, int number, List<Rows> about) {
                steps = about.iterator();
            }

            @Override
            public void step(FloatBuffer masksOut) {
                Rows rows = steps.next();
                entered.release();
                Cancellation.Hook stop = cancellation.onCancel(gate::release);
                gate.acquireUninterruptibly();
                stop.close();
                cancellation.check();
                if (!dying.isEmpty()) {
                    throw dying.remove().get();
                }
                if (full) {
                    throw new EnvironmentException("GPU memory: cannot allocate 3 MiB more");
                }
                if (failing) {
                    throw new IllegalStateException("the engine is broken");
                }
                fill(masksOut.duplicate(), rows.features().length * size.width() * size.height());
            }

            @Override
            public void readImage(int row, FloatBuffer out) {
                fill(out, 3 * size.width() * size.height());
            }

            @Override
            public void writeImage(int row, FloatBuffer in) {}

            @Override
            public void await() {}

            @Override
            public void close() {}
        };
    }

    private void fill(FloatBuffer buffer, int floats) {
        for (int i = 0; i < floats; i++) {
            buffer.put(value);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}

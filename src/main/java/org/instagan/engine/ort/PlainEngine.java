package org.instagan.engine.ort;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.weights.FloatTensor;

/**
 * A single file behind the engines' interface: encoding only keeps the masks, and every step runs the whole generator on
 * those that take part; a file of the whole sequence also does all steps in one call. Takes the model over.
 */
public final class PlainEngine implements Engine {
    private final TranslationModel model;

    public PlainEngine(TranslationModel model) {
        this.model = model;
    }

    @Override
    public ModelCard card() {
        return model.card();
    }

    @Override
    public String platform() {
        return OrtEngine.PLATFORM;
    }

    /** Bounded by memory alone. */
    @Override
    public int mostImages(Size size, int masksOfEach) {
        return Integer.MAX_VALUE;
    }

    @Override
    public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
        int plane = batch.size().width() * batch.size().height();
        return new Run(copy(batch.images(), batch.count() * 3 * plane), batch.size(), cancellation);
    }

    @Override
    public Optional<OneCall> oneCall() {
        return model.isSequence() ? Optional.of(model::translateAll) : Optional.empty();
    }

    @Override
    public void close() {
        model.close();
    }

    private static float[] copy(FloatBuffer buffer, int floats) {
        float[] copy = new float[floats];
        buffer.duplicate().get(copy);
        return copy;
    }

    private final class Run implements Sequence {
        private final Size size;
        private final int plane;
        private final Cancellation cancellation;
        private float[] images;
        private float[] masks = new float[0];
        private Iterator<Rows> steps = Collections.emptyIterator();

        Run(float[] images, Size size, Cancellation cancellation) {
            this.images = images;
            this.size = size;
            this.cancellation = cancellation;
            this.plane = size.width() * size.height();
        }

        @Override
        public void encode(FloatBuffer masksIn, int count, List<Rows> about) {
            steps = about.iterator();
            masks = copy(masksIn, count * plane);
        }

        @Override
        public void step(FloatBuffer masksOut) {
            Rows rows = steps.next();
            TranslationModel.Step step = model.translate(
                    rows(images, rows.images(), 3), rows(masks, rows.features(), 1), rows.maskImage(), cancellation);
            images = step.image().data();
            masksOut.duplicate().put(step.masks().data());
        }

        /** Some rows of {@code [n,channels,H,W]}. */
        private FloatTensor rows(float[] from, long[] chosen, int channels) {
            FloatTensor out = FloatTensor.zeros(chosen.length, channels, size.height(), size.width());
            int floats = channels * plane;
            for (int i = 0; i < chosen.length; i++) {
                System.arraycopy(from, Math.toIntExact(chosen[i]) * floats, out.data(), i * floats, floats);
            }
            return out;
        }

        @Override
        public void readImage(int row, FloatBuffer out) {
            out.put(images, row * 3 * plane, 3 * plane);
        }

        @Override
        public void writeImage(int row, FloatBuffer in) {
            in.duplicate().get(images, row * 3 * plane, 3 * plane);
        }

        @Override
        public void await() {
            // A call returns with its results.
        }

        @Override
        public void close() {
            // The arrays are the heap's.
        }
    }
}

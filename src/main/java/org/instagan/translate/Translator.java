package org.instagan.translate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.engine.Usage;
import org.instagan.engine.ort.OrtEngine;
import org.instagan.error.InputException;
import org.instagan.error.NotFiniteException;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.platform.ort.Device;

/**
 * Sequential translation (InstaGAN, section 3.3): the instances in decreasing area, so many at a time, each step on
 * the image that the step before left. Any number of images and of instances each; what comes out does not depend on
 * what else is in a batch. Safe for use by several threads.
 */
public final class Translator implements AutoCloseable {
    private final Engine engine;
    private final Options options;
    private final int perStep;
    private final FloatPool pool = new FloatPool();
    private final Usage usage = new Usage("Translator");

    /**
     * How to translate.
     *
     * @param insPer instances translated at a time, or 0: as the model was trained
     * @param insBatch masks whose features are held at a time, at least one step's, or 0: two on ONNX Runtime, as many
     *     as an engine of TensorRT takes. Fewer need less memory
     * @param keepBackground whether each step's image is composited: translated at its instances, as it was before the
     *     step elsewhere (see {@link Compositing})
     */
    public record Options(int insPer, int insBatch, boolean keepBackground) {
        /** @throws InputException when a number is out of range */
        public Options {
            require("insPer", insPer, 0);
            require("insBatch", insBatch, 0);
        }

        /** As the model was trained, and not composited. */
        public static Options defaults() {
            return new Options(0, 0, false);
        }

        /** These, but composited. */
        public Options keepingBackground() {
            return new Options(insPer, insBatch, true);
        }

        private static void require(String option, int value, int least) {
            if (value < least) {
                throw new InputException(option + ": expected " + least + " or more, got " + value);
            }
        }
    }

    /** Closing the translator closes the engine; whoever closes the engine need not close the translator. */
    public Translator(Engine engine, Options options) {
        this.engine = engine;
        this.options = options;
        this.perStep = options.insPer() == 0 ? engine.card().instancesPerStep() : options.insPer();
    }

    /**
     * Opens an exported model on ONNX Runtime, on the CPU with all its processors.
     *
     * @param model {@code A2B.onnx} with its pieces beside it
     * @throws InputException when a file is missing or not ours
     */
    public static Translator open(Path model, Options options) {
        return open(model, Device.CPU, Runtime.getRuntime().availableProcessors(), options);
    }

    /**
     * The same on a device of choice.
     *
     * @param threads of ONNX Runtime's compute pool
     * @throws InputException as above, or when the device does not work here
     */
    public static Translator open(Path model, Device device, int threads, Options options) {
        return new Translator(OrtEngine.open(model, device, threads), options);
    }

    public ModelCard card() {
        return engine.card();
    }

    /** The runtime, as {@link Engine#platform} names it. */
    public String platform() {
        return engine.platform();
    }

    /** Images of a size that a batch may have, as the engine says. */
    public int mostImages(Size size) {
        return engine.mostImages(size, perStep);
    }

    /** Masks of a size that are encoded at a time. */
    public int masksEncoded(Size size) {
        return options.insBatch() == 0 ? engine.usualMasksEncoded(size) : options.insBatch();
    }

    /** Instances translated at a time. */
    public int instancesPerStep() {
        return perStep;
    }

    /** Whether each step's image is composited onto what was there before it. */
    public boolean keepsBackground() {
        return options.keepBackground();
    }

    /** Translates an image of any size, and gives it back in that size. */
    public Instances translate(Instances source) {
        return translate(new Fit(Optional.empty()).of(source));
    }

    /** Translates a picture that was fitted, and fits it back. */
    public Instances translate(Fitted picture) {
        return picture.back(translate(picture.sample()));
    }

    /**
     * Translates a sample.
     *
     * @param sample H and W multiples of 4; masks that are empty stay as they are, and so does an image with no others,
     *     unless the model {@linkplain ModelCard#translatesWhole translates it as a whole}
     */
    public Sample translate(Sample sample) {
        return translate(List.of(sample), StepObserver.NONE).get(0);
    }

    /**
     * Translates images of one size as one batch.
     *
     * @return each with all its masks, in their order
     * @throws NotFiniteException when a result is NaN or infinite
     */
    public List<Sample> translate(List<Sample> samples, StepObserver observer) {
        return translate(samples, observer, new Cancellation());
    }

    /**
     * The same, for as long as somebody waits for it.
     *
     * @throws CancellationException soon after it was cancelled
     */
    public List<Sample> translate(List<Sample> samples, StepObserver observer, Cancellation cancellation) {
        List<Sample> taken = card().translatesWhole()
                ? samples.stream().map(Sample::withAMask).toList()
                : samples;
        try (SampleBatch batch = new SampleBatch(taken, pool)) {
            translate(batch.tensors(), observer, cancellation);
            List<Sample> results = batch.results();
            return IntStream.range(0, samples.size())
                    .mapToObj(i -> results.get(i).first(samples.get(i).instances()))
                    .toList();
        }
    }

    /**
     * Translates from the caller's buffers into the caller's buffers.
     *
     * @throws NotFiniteException when a result is NaN or infinite
     */
    public void translate(TensorBatch batch, StepObserver observer) {
        translate(batch, observer, new Cancellation());
    }

    private void translate(TensorBatch batch, StepObserver observer, Cancellation cancellation) {
        usage.during(() -> {
            run(batch, observer, cancellation);
            batch.requireFinite();
            return batch;
        });
    }

    private void run(TensorBatch batch, StepObserver observer, Cancellation cancellation) {
        Schedule schedule =
                new Schedule(batch.masks(), batch.plane(), batch.instances(), perStep, card().translatesWhole());
        Optional<Engine.OneCall> oneCall = engine.oneCall();
        if (oneCall.isPresent() && !options.keepBackground() && !observer.wanted()) {
            Engine.Batch images = new Engine.Batch(batch.images(), batch.instances().length, batch.size());
            Engine.AllSteps steps = new Engine.AllSteps(
                    batch.masks(), batch.maskImage(), schedule.order(), perStep, batch.imagesOut(), batch.masksOut());
            oneCall.get().translate(images, steps, cancellation);
            return;
        }
        try (Engine.Sequence sequence = engine.begin(
                new Engine.Batch(batch.images(), batch.instances().length, batch.size()), pool, cancellation)) {
            Optional<Compositing> compositing =
                    options.keepBackground() ? Optional.of(new Compositing(batch.size())) : Optional.empty();
            new BatchTranslation(sequence, batch, schedule, pool, compositing, observer)
                    .run(masksEncoded(batch.size()));
        }
    }

    /** Waits for the calls that run; later ones are an {@link IllegalStateException}. */
    @Override
    public void close() {
        usage.close(engine::close);
    }
}

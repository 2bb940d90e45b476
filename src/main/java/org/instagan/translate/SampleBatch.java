package org.instagan.translate;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.instagan.data.Sample;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.weights.FloatTensor;

/** Samples of one size as a batch in buffers of the pool, and back. */
final class SampleBatch implements AutoCloseable {
    private final List<Sample> samples;
    private final FloatPool pool;
    private final TensorBatch tensors;

    /** @throws IllegalArgumentException when there is none, or their sizes differ */
    SampleBatch(List<Sample> samples, FloatPool pool) {
        this.samples = samples;
        this.pool = pool;
        Size size = size(samples);
        int plane = size.width() * size.height();
        int[] instances = samples.stream().mapToInt(Sample::instances).toArray();
        int masks = samples.stream().mapToInt(Sample::instances).sum();
        int imageFloats = Math.multiplyExact(3 * plane, samples.size());
        int maskFloats = Math.multiplyExact(plane, masks);
        this.tensors = new TensorBatch(
                size,
                instances,
                pool.take(imageFloats),
                pool.take(maskFloats),
                pool.take(imageFloats),
                pool.take(maskFloats));
        FloatBuffer images = tensors.images().duplicate();
        FloatBuffer instanceMasks = tensors.masks().duplicate();
        for (Sample sample : samples) {
            images.put(sample.image().data());
            instanceMasks.put(sample.masks().data());
        }
    }

    private static Size size(List<Sample> samples) {
        List<Size> sizes = samples.stream()
                .map(s -> new Size(
                        Math.toIntExact(s.image().shape()[2]),
                        Math.toIntExact(s.image().shape()[1])))
                .distinct()
                .toList();
        if (sizes.size() != 1) {
            throw new IllegalArgumentException("Batch: expected samples of one size, got " + sizes);
        }
        return sizes.get(0);
    }

    TensorBatch tensors() {
        return tensors;
    }

    List<Sample> results() {
        FloatBuffer images = tensors.imagesOut().duplicate();
        FloatBuffer masks = tensors.masksOut().duplicate();
        List<Sample> results = new ArrayList<>();
        for (Sample sample : samples) {
            FloatTensor image = FloatTensor.zeros(sample.image().shape());
            FloatTensor translated = FloatTensor.zeros(sample.masks().shape());
            images.get(image.data());
            masks.get(translated.data());
            results.add(new Sample(sample.name(), image, translated));
        }
        return results;
    }

    @Override
    public void close() {
        pool.give(tensors.images());
        pool.give(tensors.masks());
        pool.give(tensors.imagesOut());
        pool.give(tensors.masksOut());
    }
}

package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.instagan.weights.FloatTensor;

/**
 * Earlier translations for the discriminator (arXiv 1612.07828, section 2.3): once full, half of the queries answer
 * with a stored one, which the fresh one replaces. Asked before the fresh one exists, told about it afterwards.
 */
final class FakePool {
    private static final String IMAGES = "images";
    private static final String MASKS = "masks";
    private static final String COUNTS = "counts";

    private final int capacity;
    private final List<Instanced> stored = new ArrayList<>();

    FakePool(int capacity) {
        this.capacity = capacity;
    }

    /** @param slot where the fresh one goes, -1 for nowhere; {@code earlier} is empty when the fresh one is to be used */
    record Pick(int slot, Optional<Instanced> earlier) {}

    /** The pool in one iteration, with that iteration's random numbers. */
    Picking drawing(SplittableRandom random) {
        return new Picking(this, random);
    }

    /** @param random of one iteration */
    record Picking(FakePool pool, SplittableRandom random) {
        /** @param ahead queries of the same step before this one */
        Pick pick(int ahead) {
            List<Instanced> stored = pool.stored;
            if (stored.size() + ahead < pool.capacity) {
                return new Pick(stored.size() + ahead, Optional.empty());
            }
            if (stored.isEmpty() || random.nextDouble() <= 0.5) {
                return new Pick(-1, Optional.empty());
            }
            int slot = random.nextInt(stored.size());
            return new Pick(slot, Optional.of(stored.get(slot)));
        }

        void keep(Pick pick, Instanced fresh) {
            List<Instanced> stored = pool.stored;
            if (pick.slot() < 0) {
                return;
            }
            if (pick.slot() >= stored.size()) {
                stored.add(fresh);
            } else {
                stored.set(pick.slot(), fresh);
            }
        }
    }

    /** Adds the pool's contents: {@code images [P,3,H,W]}, {@code counts [P]} of masks, {@code masks [M,1,H,W]}. */
    void store(String prefix, Map<String, FloatTensor> to) {
        if (stored.isEmpty()) {
            return;
        }
        int height = stored.get(0).height();
        int width = stored.get(0).width();
        List<float[]> masks = stored.stream().flatMap(s -> s.masks().stream()).toList();
        float[] counts = new float[stored.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = stored.get(i).masks().size();
        }
        List<float[]> images = stored.stream().map(Instanced::image).toList();
        to.put(prefix + IMAGES, DomainSequence.planes(images, 3, height, width));
        to.put(prefix + COUNTS, FloatTensor.of(counts, counts.length));
        to.put(prefix + MASKS, DomainSequence.planes(masks, 1, height, width));
    }

    /**
     * What {@link #store} left; an empty pool where it left nothing.
     *
     * @throws IllegalArgumentException when the tensors do not belong together
     */
    static FakePool from(int capacity, String prefix, Map<String, FloatTensor> carried) {
        FakePool pool = new FakePool(capacity);
        FloatTensor images = carried.get(prefix + IMAGES);
        if (images == null) {
            return pool;
        }
        FloatTensor masks = carried.get(prefix + MASKS);
        float[] counts = carried.get(prefix + COUNTS).data();
        int height = Math.toIntExact(images.shape()[2]);
        int width = Math.toIntExact(images.shape()[3]);
        int mask = 0;
        for (int i = 0; i < counts.length; i++) {
            List<float[]> own = new ArrayList<>();
            for (int k = 0; k < counts[i]; k++, mask++) {
                own.add(plane(masks, mask, height * width));
            }
            pool.stored.add(new Instanced(plane(images, i, 3 * height * width), own, height, width));
        }
        return pool;
    }

    private static float[] plane(FloatTensor planes, int index, int size) {
        return Arrays.copyOfRange(planes.data(), index * size, (index + 1) * size);
    }
}

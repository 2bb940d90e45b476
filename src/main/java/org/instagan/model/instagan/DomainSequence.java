package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.instagan.model.Domain;
import org.instagan.model.Feed;
import org.instagan.weights.FloatTensor;

/**
 * One domain's batch on its way through the sequential steps: each image as the last step left it, its masks in
 * order, and those translated so far. It lays out what a step's graph reads (see {@link StepInputs}) and takes in what
 * the step made.
 */
final class DomainSequence {
    private final Domain domain;
    private final int perStep;
    private final int idleSize;
    private final List<Instanced> real;
    private final List<Instanced> others;
    private final List<Instanced> current = new ArrayList<>();
    private final FakePool.Picking pool;
    private List<Integer> active = List.of();
    private List<FakePool.Pick> picks = List.of();

    /**
     * How a batch is cut.
     *
     * @param perStep masks of an image in a step
     * @param idleSize of the image that a domain feeds which sits a step out
     */
    record Cut(int perStep, int idleSize) {}

    DomainSequence(Domain domain, Cut cut, List<Instanced> real, List<Instanced> others, FakePool.Picking pool) {
        this.domain = domain;
        this.perStep = cut.perStep();
        this.idleSize = cut.idleSize();
        this.real = real;
        this.others = others;
        this.pool = pool;
        real.forEach(r -> current.add(new Instanced(r.image(), List.of(), r.height(), r.width())));
    }

    Domain domain() {
        return domain;
    }

    /** Whether some image still has instances at this step. */
    boolean isActive(int step) {
        return real.stream().anyMatch(r -> r.masks().size() > step * perStep);
    }

    void feed(int step, Feed feed) {
        active = new ArrayList<>();
        picks = new ArrayList<>();
        for (int i = 0; i < real.size(); i++) {
            if (real.get(i).masks().size() > step * perStep) {
                active.add(i);
                picks.add(pool.pick(active.size() - 1));
            }
        }
        if (active.isEmpty()) {
            feedIdle(feed);
        } else {
            feedActive(step, feed);
        }
    }

    private void feedActive(int step, Feed feed) {
        int h = real.get(0).height();
        int w = real.get(0).width();
        List<float[]> images = new ArrayList<>();
        List<float[]> masks = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        List<float[]> reals = new ArrayList<>();
        List<float[]> pooled = new ArrayList<>();
        float[] fresh = new float[active.size()];
        for (int b = 0; b < active.size(); b++) {
            int i = active.get(b);
            images.add(current.get(i).image());
            for (float[] mask : stepMasks(i, step)) {
                masks.add(mask);
                owners.add(b);
            }
            reals.add(others.get(i).image());
            fresh[b] = picks.get(b).earlier().isEmpty() ? 1 : 0;
            pooled.add(picks.get(b)
                    .earlier()
                    .map(Instanced::image)
                    .orElse(current.get(i).image()));
        }
        feed.put(StepInput.IMAGE.of(domain), planes(images, 3, h, w));
        feed.put(StepInput.MASKS.of(domain), planes(masks, 1, h, w));
        feed.put(StepInput.MASK_IMAGE.of(domain), owners);
        feed.put(StepInput.REAL.of(domain), planes(reals, 3, h, w));
        feed.put(StepInput.POOLED.of(domain), planes(pooled, 3, h, w));
        feed.put(StepInput.FRESH.of(domain), FloatTensor.of(fresh, fresh.length, 1, 1, 1));
        float share = 1f / real.size();
        putWeights(feed, active.size(), share);
        new Judged(masks.size()).put(owners, feed, h, w);
    }

    private List<float[]> stepMasks(int i, int step) {
        List<float[]> all = real.get(i).masks();
        return all.subList(step * perStep, Math.min(all.size(), (step + 1) * perStep));
    }

    private void putWeights(Feed feed, int count, float share) {
        float[] weight = new float[count];
        float[] half = new float[2 * count];
        float[] target = new float[2 * count];
        List<Integer> calls = new ArrayList<>();
        Arrays.fill(weight, share);
        Arrays.fill(half, share / 2);
        for (int b = 0; b < 2 * count; b++) {
            target[b] = b < count ? 1 : 0;
            calls.add(b < count ? 1 : 2);
        }
        feed.put(StepInput.WEIGHT.of(domain), FloatTensor.of(weight, count));
        feed.put(StepInput.JUDGED_WEIGHT.of(domain), FloatTensor.of(half, 2L * count));
        feed.put(StepInput.JUDGED_TARGET.of(domain), FloatTensor.of(target, 2L * count));
        feed.put(StepInput.JUDGED_IMAGE_CALL.of(domain), calls);
    }

    /** Which masks the discriminator sees, and at which of its calls: the fakes' first, the reals', the pooled ones'. */
    private final class Judged {
        private final int fresh;
        private final List<float[]> library = new ArrayList<>();
        private final List<Integer> select = new ArrayList<>();
        private final List<Integer> image = new ArrayList<>();
        private final List<Integer> call = new ArrayList<>();

        Judged(int fresh) {
            this.fresh = fresh;
        }

        void put(List<Integer> owners, Feed feed, int h, int w) {
            List<List<Integer>> seen = new ArrayList<>();
            for (int b = 0; b < active.size(); b++) {
                seen.add(fakes(b, owners));
            }
            int calls = add(seen, 0, 0);
            feed.put(StepInput.FAKE_SELECT.of(domain), List.copyOf(select));
            feed.put(StepInput.FAKE_MASK_IMAGE.of(domain), List.copyOf(image));
            feed.put(StepInput.FAKE_CALL.of(domain), List.copyOf(call));
            select.clear();
            image.clear();
            call.clear();
            List<List<Integer>> reals = new ArrayList<>();
            List<List<Integer>> pooled = new ArrayList<>();
            for (int b = 0; b < active.size(); b++) {
                reals.add(store(atLeastOne(others.get(active.get(b)))));
                List<Integer> own = seen.get(b);
                pooled.add(picks.get(b).earlier().map(e -> store(e.masks())).orElse(own));
            }
            calls = add(reals, 0, calls);
            calls = add(pooled, active.size(), calls);
            feed.put(StepInput.JUDGED_SELECT.of(domain), List.copyOf(select));
            feed.put(StepInput.JUDGED_MASK_IMAGE.of(domain), List.copyOf(image));
            feed.put(StepInput.JUDGED_CALL.of(domain), List.copyOf(call));
            feed.put(StepInput.LIBRARY.of(domain), planes(library, 1, h, w));
            feed.put(StepInput.CALLS.of(domain), FloatTensor.zeros(calls));
        }

        private List<Integer> fakes(int b, List<Integer> owners) {
            List<Integer> rows = store(current.get(active.get(b)).masks());
            for (int m = 0; m < owners.size(); m++) {
                if (owners.get(m) == b) {
                    rows.add(m);
                }
            }
            return rows;
        }

        private List<Integer> store(List<float[]> masks) {
            List<Integer> rows = new ArrayList<>();
            for (float[] mask : masks) {
                rows.add(fresh + library.size());
                library.add(mask);
            }
            return rows;
        }

        /** Adds a pass over the images; a mask's call is its place among its image's. Returns the next call. */
        private int add(List<List<Integer>> rows, int firstImage, int firstCall) {
            int next = firstCall;
            for (int b = 0; b < rows.size(); b++) {
                for (int k = 0; k < rows.get(b).size(); k++) {
                    select.add(rows.get(b).get(k));
                    image.add(firstImage + b);
                    call.add(firstCall + k);
                    next = Math.max(next, firstCall + k + 1);
                }
            }
            return next;
        }

        private List<float[]> atLeastOne(Instanced whole) {
            return whole.masks().isEmpty() ? List.of(emptyMask(whole.height() * whole.width())) : whole.masks();
        }
    }

    /** A domain that sits a step out still has to be fed: the smallest image that fits, with weight 0. */
    private void feedIdle(Feed feed) {
        float[] image = new float[3 * idleSize * idleSize];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i % 7) / 7f; // a flat image has no variance for the normalisations to divide by
        }
        float[] mask = emptyMask(idleSize * idleSize);
        FloatTensor images = planes(List.of(image), 3, idleSize, idleSize);
        FloatTensor masks = planes(List.of(mask), 1, idleSize, idleSize);
        for (StepInput input : List.of(StepInput.IMAGE, StepInput.REAL, StepInput.POOLED)) {
            feed.put(input.of(domain), images);
        }
        feed.put(StepInput.MASKS.of(domain), masks);
        feed.put(StepInput.LIBRARY.of(domain), masks);
        for (StepInput input :
                List.of(StepInput.MASK_IMAGE, StepInput.FAKE_SELECT, StepInput.FAKE_MASK_IMAGE, StepInput.FAKE_CALL)) {
            feed.put(input.of(domain), List.of(0));
        }
        feed.put(StepInput.FRESH.of(domain), FloatTensor.of(new float[] {1}, 1, 1, 1, 1));
        putWeights(feed, 1, 0);
        feed.put(StepInput.JUDGED_SELECT.of(domain), List.of(0, 0));
        feed.put(StepInput.JUDGED_MASK_IMAGE.of(domain), List.of(0, 1));
        feed.put(StepInput.JUDGED_CALL.of(domain), List.of(0, 0));
        feed.put(StepInput.CALLS.of(domain), FloatTensor.zeros(1));
    }

    /** Takes in the step's translations. */
    void take(Map<String, FloatTensor> outputs, int step) {
        FloatTensor image = outputs.get(StepOutput.FAKE_IMAGE.of(domain));
        FloatTensor masks = outputs.get(StepOutput.FAKE_MASKS.of(domain));
        int area = real.get(0).height() * real.get(0).width();
        int row = 0;
        for (int b = 0; b < active.size(); b++) {
            int i = active.get(b);
            List<float[]> made = new ArrayList<>();
            for (int k = 0; k < stepMasks(i, step).size(); k++, row++) {
                made.add(Arrays.copyOfRange(masks.data(), row * area, (row + 1) * area));
            }
            float[] pixels = Arrays.copyOfRange(image.data(), b * 3 * area, (b + 1) * 3 * area);
            current.set(i, current.get(i).with(pixels, made));
            pool.keep(picks.get(b), current.get(i));
        }
    }

    private static float[] emptyMask(int area) {
        float[] mask = new float[area];
        Arrays.fill(mask, -1);
        return mask;
    }

    static FloatTensor planes(List<float[]> rows, int channels, int h, int w) {
        float[] data = new float[rows.size() * channels * h * w];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, data, i * channels * h * w, channels * h * w);
        }
        return FloatTensor.of(data, rows.size(), channels, h, w);
    }
}

package org.instagan.translate;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;

/** One batch through an engine: which rows take part in which step, and where the results go. */
final class BatchTranslation {
    private final Engine.Sequence sequence;
    private final TensorBatch batch;
    private final FloatPool pool;
    private final Optional<Compositing> compositing;
    private final StepObserver observer;
    private final List<Schedule.Step> steps;
    private int done;

    BatchTranslation(
            Engine.Sequence sequence,
            TensorBatch batch,
            Schedule schedule,
            FloatPool pool,
            Optional<Compositing> compositing,
            StepObserver observer) {
        this.sequence = sequence;
        this.batch = batch;
        this.pool = pool;
        this.compositing = compositing;
        this.observer = observer;
        this.steps = schedule.steps();
    }

    /** @param encodedAtOnce how many masks' features are held at a time, at least one step's */
    void run(int encodedAtOnce) {
        copyThrough();
        for (List<Schedule.Step> group : Schedule.groups(steps, encodedAtOnce)) {
            translate(group);
        }
    }

    /** What no step touches: images without an instance, and empty masks. */
    private void copyThrough() {
        for (int image = 0; image < batch.instances().length; image++) {
            // With compositing an image's result is what its steps have made so far.
            if (compositing.isPresent() || steps.isEmpty() || !steps.get(0).has(image)) {
                batch.imageOut(image).put(batch.image(image));
            }
        }
        int masks = 0;
        for (int n : batch.instances()) {
            masks += n;
        }
        for (int mask = 0; mask < masks; mask++) {
            batch.maskOut(mask).put(batch.mask(mask));
        }
    }

    /** The same room takes the masks in and what becomes of them. */
    private void translate(List<Schedule.Step> group) {
        List<Integer> masks =
                group.stream().flatMap(step -> step.masks().stream()).toList();
        FloatBuffer room = pool.take(Math.multiplyExact(masks.size(), batch.plane()));
        try {
            for (int i = 0; i < masks.size(); i++) {
                room.slice(i * batch.plane(), batch.plane()).put(batch.mask(masks.get(i)));
            }
            sequence.encode(room, masks.size(), rows(group));
            int first = 0;
            for (Schedule.Step step : group) {
                int count = step.masks().size();
                step(step, room.slice(first * batch.plane(), count * batch.plane()));
                first += count;
            }
            sequence.await();
            unpack(masks, room);
        } finally {
            pool.give(room);
        }
    }

    private void step(Schedule.Step step, FloatBuffer translated) {
        sequence.step(translated);
        if (compositing.isPresent() || observer.wanted()) {
            sequence.await();
            unpack(step.masks(), translated);
        }
        compositing.ifPresent(c -> composite(c, step));
        finish(step);
        if (observer.wanted()) {
            observe(step, translated);
        }
        done++;
    }

    private void unpack(List<Integer> masks, FloatBuffer translated) {
        for (int i = 0; i < masks.size(); i++) {
            batch.maskOut(masks.get(i)).put(translated.slice(i * batch.plane(), batch.plane()));
        }
    }

    private void composite(Compositing compositing, Schedule.Step step) {
        FloatBuffer translated = pool.take(3 * batch.plane());
        try {
            for (int row = 0; row < step.images().size(); row++) {
                FloatBuffer image = batch.imageOut(step.images().get(row));
                sequence.readImage(row, translated.duplicate());
                sequence.await();
                compositing.blend(translated, image, masksOf(step, row));
                sequence.writeImage(row, image);
            }
        } finally {
            pool.give(translated);
        }
    }

    /** The masks of one image in a step, before and after it. */
    private List<FloatBuffer> masksOf(Schedule.Step step, int row) {
        List<FloatBuffer> masks = new ArrayList<>();
        for (int i = 0; i < step.masks().size(); i++) {
            if (step.maskImage().get(i) == row) {
                masks.add(batch.mask(step.masks().get(i)));
                masks.add(batch.maskOut(step.masks().get(i)));
            }
        }
        return masks;
    }

    /** What the steps of a group are about: the masks are encoded in the order of the steps. */
    private List<Engine.Rows> rows(List<Schedule.Step> group) {
        List<Engine.Rows> all = new ArrayList<>();
        List<Integer> before = done == 0 ? null : steps.get(done - 1).images();
        int first = 0;
        for (Schedule.Step step : group) {
            all.add(rows(step, before, first));
            before = step.images();
            first += step.masks().size();
        }
        return all;
    }

    private static Engine.Rows rows(Schedule.Step step, List<Integer> before, int firstFeature) {
        long[] images = step.images().stream()
                .mapToLong(i -> before == null ? i : before.indexOf(i))
                .toArray();
        long[] features = LongStream.range(
                        firstFeature, firstFeature + (long) step.masks().size())
                .toArray();
        long[] maskImage = step.maskImage().stream().mapToLong(i -> i).toArray();
        return new Engine.Rows(images, features, maskImage);
    }

    private void finish(Schedule.Step step) {
        for (int row = 0; row < step.images().size(); row++) {
            int image = step.images().get(row);
            if (done + 1 == steps.size() || !steps.get(done + 1).has(image)) {
                sequence.readImage(row, batch.imageOut(image));
            }
        }
    }

    private void observe(Schedule.Step step, FloatBuffer translated) {
        FloatBuffer pixels = pool.take(3 * batch.plane());
        try {
            int mask = 0;
            for (int row = 0; row < step.images().size(); row++) {
                int own = row;
                int count =
                        (int) step.maskImage().stream().filter(i -> i == own).count();
                sequence.readImage(row, pixels.duplicate());
                sequence.await();
                observer.stepped(new StepObserver.Step(
                        step.images().get(row),
                        done,
                        pixels.duplicate(),
                        new ArrayList<>(step.masks().subList(mask, mask + count)),
                        translated.slice(mask * batch.plane(), count * batch.plane())));
                mask += count;
            }
        } finally {
            pool.give(pixels);
        }
    }
}

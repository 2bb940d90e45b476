package org.instagan.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.instagan.data.Box;
import org.instagan.data.Sample;
import org.instagan.file.WorkFolder;
import org.instagan.model.Family;
import org.instagan.platform.ResidentMemory;
import org.instagan.train.Checkpoints;
import org.instagan.train.Position;
import org.instagan.train.RunConfig;
import org.instagan.train.StepRunner;
import org.instagan.train.Trainer;

/**
 * Times what {@code train} does: iterations, here on random images with rectangles as instances from fresh weights, and
 * then a checkpoint.
 */
public final class StepBenchmark {
    private StepBenchmark() {}

    /**
     * What was measured.
     *
     * @param openSeconds to make the artifacts and open the session
     * @param iterationSeconds of each iteration, the first one warming up
     * @param checkpointSeconds to write a checkpoint after the last one
     * @param iteratingBytes of resident memory at its peak before the checkpoint
     * @param peakBytes of resident memory in this process's life; empty where the system does not tell
     */
    public record Result(
            double openSeconds,
            List<Double> iterationSeconds,
            double checkpointSeconds,
            OptionalLong iteratingBytes,
            OptionalLong peakBytes) {
        /** Without the first iteration, where there are more. */
        public double meanSeconds() {
            return iterationSeconds.stream()
                    .skip(iterationSeconds.size() > 1 ? 1 : 0)
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
    }

    /** @param instances of every image */
    public static Result run(RunConfig config, int instances, int iterations) throws IOException {
        long start = System.nanoTime();
        Family family = config.family();
        Family.Start first = family.start(config.seed());
        StepRunner.Settings settings =
                new StepRunner.Settings(config.beta1(), config.target(), config.computeThreads(), false);
        try (WorkFolder work = WorkFolder.temporary();
                StepRunner runner = StepRunner.fresh(family, first.weights(), settings, work.path())) {
            double opened = (System.nanoTime() - start) / 1e9;
            runner.setLearningRate(config.learningRate());
            Trainer trainer = new Trainer(runner, family, config.sequencing(), first.carried());
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < iterations; i++) {
                List<Sample> a = batch(config, instances, 2L * i);
                List<Sample> b = batch(config, instances, 2L * i + 1);
                long begun = System.nanoTime();
                trainer.iterate(0, i, a, b);
                seconds.add((System.nanoTime() - begun) / 1e9);
            }
            OptionalLong iterating = ResidentMemory.peak();
            long begun = System.nanoTime();
            new Checkpoints(work.path()).write(runner, trainer.carried(), new Position(0, iterations, iterations));
            double checkpoint = (System.nanoTime() - begun) / 1e9;
            return new Result(opened, seconds, checkpoint, iterating, ResidentMemory.peak());
        }
    }

    private static List<Sample> batch(RunConfig config, int instances, long seed) {
        List<Sample> batch = new ArrayList<>();
        for (int i = 0; i < config.batch(); i++) {
            batch.add(image(config, instances, new SplittableRandom(config.seed() + 1000 * seed + i)));
        }
        return batch;
    }

    private static Sample image(RunConfig config, int instances, SplittableRandom random) {
        int h = config.cropSize().height();
        int w = config.cropSize().width();
        float[] pixels = new float[3 * h * w];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        List<float[]> masks = new ArrayList<>();
        for (int m = 0; m < instances; m++) {
            int top = random.nextInt(h / 2);
            int left = random.nextInt(w / 2);
            masks.add(new Box(top, left, h / 3, w / 3).mask(h, w));
        }
        return Sample.of("noise", pixels, masks, h, w);
    }
}

package org.instagan.serve;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.instagan.data.Sample;
import org.instagan.infer.TinyModels;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.tensor.FloatTensor;
import org.instagan.train.Exporter;
import org.instagan.train.Format;

/** A real model with random weights, and what to feed it. */
public final class TinyModel {
    static final int SIZE = 16;
    static final int PLANE = SIZE * SIZE;

    private TinyModel() {}

    /** Writes the model and its pieces. */
    public static Path write(Path file, long seed) {
        Exporter.write(
                file, new ModelCard("G_A", 2, 2, SIZE, SIZE, Precision.FP32), Format.fp32(), TinyModels.weights(seed));
        return file;
    }

    /** Noise with squares of the given sides on it. */
    static Sample sample(long seed, int... sides) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor image = FloatTensor.zeros(3, SIZE, SIZE);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) random.nextDouble(-1, 1);
        }
        FloatTensor masks = FloatTensor.zeros(sides.length, SIZE, SIZE);
        for (int m = 0; m < sides.length; m++) {
            for (int i = 0; i < PLANE; i++) {
                masks.data()[m * PLANE + i] = i / SIZE < sides[m] && i % SIZE < sides[m] ? 1 : -1;
            }
        }
        return new Sample("s", image, masks);
    }
}

package org.instagan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.data.Sample;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.model.instagan.Architecture;
import org.instagan.model.instagan.InstaGan;
import org.instagan.model.instagan.TranslationGraph;
import org.instagan.model.layer.Design;
import org.instagan.weights.FloatTensor;

/** A generator of two filters with random weights, exported as a trained one is. */
public final class TinyModel {
    public static final int FILTERS = 2;
    public static final int SIZE = 16;
    public static final int PLANE = SIZE * SIZE;

    private TinyModel() {}

    /** Writes it with its pieces; made for 16x16 and two instances a step. */
    public static Path export(Path file, long seed) {
        Exporter.write(
                file,
                family(),
                new ModelCard(Direction.A2B, FILTERS, 2, SIZE, SIZE, Precision.FP32),
                ExportFormat.fp32(),
                weights(seed));
        return file;
    }

    /** Its kind, with losses as the authors weigh them. */
    public static Family family() {
        return new InstaGan(new Architecture(FILTERS, FILTERS, true, 10, 10, 1, 1, 2));
    }

    public static Map<String, FloatTensor> weights(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        TranslationGraph.build(Piece.WHOLE, "G_A", Design.usual(FILTERS, FILTERS))
                .parameters()
                .forEach(p -> {
                    FloatTensor t = FloatTensor.zeros(p.shape().sizes());
                    for (int i = 0; i < t.data().length; i++) {
                        t.data()[i] = (float) (random.nextGaussian() * 0.1);
                    }
                    weights.put(p.name(), t);
                });
        return weights;
    }

    /** Noise with squares of the given sides on it. */
    public static Sample sample(long seed, int... sides) {
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

package org.instagan.infer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.model.Piece;
import org.instagan.model.TranslationGraph;
import org.instagan.tensor.FloatTensor;

/** Generators that run in milliseconds: two filters, random weights. */
public final class TinyModels {
    private TinyModels() {}

    /** Of {@code G_A}. */
    public static Map<String, FloatTensor> weights(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        TranslationGraph.build(Piece.WHOLE, "G_A", 2).parameters().forEach(p -> {
            FloatTensor t = FloatTensor.zeros(p.shape().sizes());
            for (int i = 0; i < t.data().length; i++) {
                t.data()[i] = (float) (random.nextGaussian() * 0.1);
            }
            weights.put(p.name(), t);
        });
        return weights;
    }
}

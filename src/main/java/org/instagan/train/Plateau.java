package org.instagan.train;

import java.util.Map;
import org.instagan.model.Loss;
import org.instagan.weights.FloatTensor;

/**
 * The rate's policy {@code plateau}, with the authors' numbers: a fifth of the rate after more than 5 epochs in a row whose
 * mean total loss was not 1 % below the best so far. Floats throughout, as a checkpoint holds them.
 */
final class Plateau {
    /** In a checkpoint. */
    static final String NAME = "rate.plateau";

    private static final float BETTER = 0.99f;
    private static final float FACTOR = 0.2f;
    private static final int PATIENCE = 5;

    private float scale = 1;
    private float best = Float.POSITIVE_INFINITY;
    private float waited;
    private float sum;
    private float count;

    /** What is left of the rate, 0 to 1. */
    double scale() {
        return scale;
    }

    /** Takes an iteration in; one without losses, for want of instances, says nothing. */
    void learn(Losses losses, boolean endsEpoch) {
        losses.values().forEach((loss, value) -> {
            if (loss.kind() == Loss.Kind.TOTAL) {
                sum += value.floatValue();
                count++;
            }
        });
        if (endsEpoch && count > 0) {
            judge(sum / count);
            sum = 0;
            count = 0;
        }
    }

    private void judge(float mean) {
        if (mean < best * BETTER) {
            best = mean;
            waited = 0;
        } else if (++waited > PATIENCE) {
            scale *= FACTOR;
            waited = 0;
        }
    }

    void store(Map<String, FloatTensor> to) {
        to.put(NAME, FloatTensor.of(new float[] {scale, best, waited, sum, count}, 5));
    }

    /** Goes on from what {@link #store} left, if it did. */
    void restore(Map<String, FloatTensor> from) {
        FloatTensor kept = from.get(NAME);
        if (kept != null) {
            float[] values = kept.data();
            scale = values[0];
            best = values[1];
            waited = values[2];
            sum = values[3];
            count = values[4];
        }
    }
}

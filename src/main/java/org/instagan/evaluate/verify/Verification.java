package org.instagan.evaluate.verify;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;

/** Runs two models on the same cases and compares what every step leaves. */
public final class Verification {
    private Verification() {}

    /** What a step left. */
    private record Left(FloatTensor image, FloatTensor masks) {}

    /**
     * One case.
     *
     * @param a and {@code b}: of as many instances a step
     */
    public static List<StepDifference> run(Translator a, Translator b, VerifyCase verified) {
        List<Left> left = record(a, verified);
        List<Left> right = record(b, verified);
        List<StepDifference> steps = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            FloatTensor masks = left.get(i).masks;
            steps.add(new StepDifference(
                    verified.name(),
                    i + 1,
                    Math.toIntExact(masks.shape()[0]),
                    verified.compared(),
                    Difference.of(left.get(i).image, right.get(i).image),
                    Difference.of(masks, right.get(i).masks)));
        }
        return steps;
    }

    private static List<Left> record(Translator translator, VerifyCase verified) {
        long height = verified.sample().image().shape()[1];
        long width = verified.sample().image().shape()[2];
        List<Left> steps = new ArrayList<>();
        StepObserver observer = step -> steps.add(new Left(
                copy(step.pixels(), 3, height, width),
                copy(step.translated(), step.masks().size(), height, width)));
        translator.translate(List.of(verified.sample()), observer);
        return steps;
    }

    private static FloatTensor copy(FloatBuffer buffer, long... shape) {
        FloatTensor copy = FloatTensor.zeros(shape);
        buffer.duplicate().get(copy.data());
        return copy;
    }
}

package org.instagan.serve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.data.Sample;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;

/**
 * A kind of request that a model translates before it is served: the first of a size takes longer than later ones,
 * because memory is taken, algorithms are chosen and CUDA graphs are captured.
 *
 * @param size of the images, multiples of 4
 * @param instances of each
 */
public record WarmUp(Size size, int instances) {
    private static final Pattern TEXT = Pattern.compile("(.+),([0-9]{1,4})");

    /**
     * Reads {@code 200,4} or {@code 640x480,8}.
     *
     * @throws InputException for anything else
     */
    public static WarmUp parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches() || Integer.parseInt(m.group(2)) < 1) {
            throw new InputException("expected SIZE,INSTANCES such as 200,4 or 640x480,8, got '" + text + "'");
        }
        Size size;
        try {
            size = Size.parse(m.group(1));
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
        if (size.width() % 4 != 0 || size.height() % 4 != 0) {
            throw new InputException("expected multiples of 4, to which images are fitted, got " + size);
        }
        return new WarmUp(size, Integer.parseInt(m.group(2)));
    }

    /**
     * A model that has done all of them, alone and in the largest batches.
     *
     * @param opener of the model, which is closed again where one of them fails
     * @param most images of a batch
     * @throws InputException when the model does not take one of them
     */
    public static Translator warmed(Supplier<Translator> opener, List<WarmUp> all, int most) {
        Translator translator = opener.get();
        try {
            for (WarmUp one : all) {
                one.run(translator, 1);
                one.run(translator, Math.min(most, translator.mostImages(one.size)));
            }
            return translator;
        } catch (RuntimeException | Error e) {
            translator.close();
            throw e;
        }
    }

    private void run(Translator translator, int images) {
        try {
            translator.translate(Collections.nCopies(images, sample()), StepObserver.NONE);
        } catch (InputException e) {
            throw new InputException("--warm " + size + "," + instances + ": " + e.getMessage(), e);
        }
    }

    /** A grey image, whose masks are stripes. */
    private Sample sample() {
        int area = size.width() * size.height();
        int stripe = area / instances;
        List<float[]> masks = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            float[] mask = new float[area];
            Arrays.fill(mask, -1);
            Arrays.fill(mask, i * stripe, (i + 1) * stripe, 1);
            masks.add(mask);
        }
        return Sample.of("warm-up", new float[3 * area], masks, size.height(), size.width());
    }
}

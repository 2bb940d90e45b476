package org.instagan.translate;

import java.util.Optional;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.weights.FloatTensor;

/**
 * How an image of any size meets a network that wants multiples of 4: resized to a size of the user's, or padded at
 * its right and bottom (the image mirrored, masks with -1) and cut back after.
 */
public final class Fit {
    private static final int UNIT = 4;
    private static final int SMALLEST = 8;
    private static final int LARGEST = 16_384;

    private final Optional<Size> size;

    /** @throws InputException when the size is not of multiples of 4, or too small */
    public Fit(Optional<Size> size) {
        this.size = size;
        size.ifPresent(s -> {
            if (s.width() > LARGEST || s.height() > LARGEST) {
                throw new InputException("size " + s + ": expected width and height of at most " + LARGEST);
            }
            if (s.width() % UNIT != 0 || s.height() % UNIT != 0 || s.width() < SMALLEST || s.height() < SMALLEST) {
                throw new InputException(
                        "size " + s + ": expected width and height to be multiples of 4, from " + SMALLEST);
            }
        });
    }

    /**
     * A picture as the networks take it.
     *
     * @throws InputException when it is too small
     */
    public Fitted of(Instances source) {
        return new Fitted(source, in(source), this);
    }

    /** Into the network, {@code [3,H,W]} with its masks. */
    private Sample in(Instances instances) {
        if (size.isPresent()) {
            return Sample.resized(instances, size.get().height(), size.get().width());
        }
        int height = instances.image().height();
        int width = instances.image().width();
        if (height < SMALLEST || width < SMALLEST) {
            throw new InputException(
                    "image '" + instances.name() + "': " + width + "x" + height + " pixels are too few, expected "
                            + SMALLEST + "x" + SMALLEST + " or more, or a size to resize to");
        }
        Sample whole = Sample.resized(instances, height, width);
        int h = up(height);
        int w = up(width);
        return new Sample(instances.name(), padded(whole.image(), h, w, true), padded(whole.masks(), h, w, false));
    }

    /** Out of the network, back to the size of what went in where it was padded. */
    Sample out(Sample translated, Instances source) {
        if (size.isPresent()) {
            return translated;
        }
        int h = source.image().height();
        int w = source.image().width();
        return new Sample(
                translated.name(), padded(translated.image(), h, w, true), padded(translated.masks(), h, w, true));
    }

    private static int up(int n) {
        return (n + UNIT - 1) / UNIT * UNIT;
    }

    /** To a height and width: what is too much is cut off, what lacks is mirrored, or -1. */
    private static FloatTensor padded(FloatTensor x, int h, int w, boolean mirror) {
        int planes = Math.toIntExact(x.shape()[0]);
        int oldH = Math.toIntExact(x.shape()[1]);
        int oldW = Math.toIntExact(x.shape()[2]);
        if (h == oldH && w == oldW) {
            return x; // as most are: masks are many, and a copy of them all is memory
        }
        FloatTensor out = FloatTensor.zeros(planes, h, w);
        for (int p = 0; p < planes; p++) {
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < w; j++) {
                    boolean inside = i < oldH && j < oldW;
                    int from = (p * oldH + mirrored(i, oldH)) * oldW + mirrored(j, oldW);
                    out.data()[(p * h + i) * w + j] = inside || mirror ? x.data()[from] : -1;
                }
            }
        }
        return out;
    }

    private static int mirrored(int i, int size) {
        return i < size ? i : 2 * size - 2 - i;
    }
}

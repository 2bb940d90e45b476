package org.instagan.engine.tensorrt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;

/**
 * Shapes that a set of engines takes.
 *
 * @param height of images and masks, a multiple of 4
 * @param width likewise
 * @param batch images in a step
 * @param masks in a step, and encoded at a time
 */
record Profile(Range height, Range width, Range batch, Range masks) {
    private static final long SMALLEST = 64;
    private static final long LARGEST = 256;
    private static final long BATCH = 8;

    /** @throws InputException when a size is no multiple of 4 */
    Profile {
        for (long size : new long[] {height.min(), height.opt(), height.max(), width.min(), width.opt(), width.max()}) {
            if (size % 4 != 0) {
                throw new InputException("profile size: expected multiples of 4, got " + size);
            }
        }
    }

    /** The shapes of one input at the profile's three points. */
    record Shapes(long[] min, long[] opt, long[] max) {}

    /**
     * For a model where nothing else is said: up to twice the training size and at least
     * 256, eight images, what is encoded at once: what {@code bench} asks for.
     */
    static Profile of(ModelCard card) {
        long perStep = card.instancesPerStep();
        long most = BATCH * perStep;
        return new Profile(
                around(card.height()), around(card.width()), new Range(1, 1, BATCH), new Range(1, perStep, most));
    }

    private static Range around(int trained) {
        long size = Math.max(4, trained / 4 * 4);
        return new Range(Math.min(SMALLEST, size), size, Math.max(LARGEST, 2 * size));
    }

    /**
     * Some of it changed.
     *
     * @param settings such as {@code size=128,200,400x300}, {@code batch=1,1,8} and {@code masks=1,2,16}
     * @throws InputException for anything else
     */
    Profile with(List<String> settings) {
        Profile profile = this;
        for (String setting : settings) {
            profile = profile.with(setting);
        }
        return profile;
    }

    private Profile with(String setting) {
        String[] parts = setting.split("=", 2);
        String[] numbers = parts.length == 2 ? parts[1].split(",", -1) : new String[0];
        if (numbers.length != 3) {
            throw unreadable(setting);
        }
        return switch (parts[0]) {
            case "size" -> {
                List<Size> sizes = sizes(setting, numbers);
                yield new Profile(
                        new Range(
                                sizes.get(0).height(),
                                sizes.get(1).height(),
                                sizes.get(2).height()),
                        new Range(
                                sizes.get(0).width(),
                                sizes.get(1).width(),
                                sizes.get(2).width()),
                        batch,
                        masks);
            }
            case "batch" -> new Profile(height, width, range(setting, numbers), masks);
            case "masks" -> new Profile(height, width, batch, range(setting, numbers));
            default -> throw unreadable(setting);
        };
    }

    private static List<Size> sizes(String setting, String[] texts) {
        try {
            return Stream.of(texts).map(Size::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new InputException("profile " + setting + ": " + e.getMessage(), e);
        }
    }

    private static Range range(String setting, String[] numbers) {
        try {
            return new Range(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
        } catch (NumberFormatException e) {
            throw unreadable(setting);
        }
    }

    private static InputException unreadable(String setting) {
        return new InputException(
                "profile " + setting + ": expected size=MIN,OPT,MAX, batch=MIN,OPT,MAX or" + " masks=MIN,OPT,MAX");
    }

    /** The shapes of every input of a piece, by the input's name. */
    Map<String, Shapes> inputs(Piece piece, int filters) {
        Map<String, Shapes> inputs = new LinkedHashMap<>();
        switch (piece) {
            case MASK_ENCODER -> inputs.put("masks", shapes(masks, fixed(1), height, width));
            case STEP -> {
                inputs.put("image", shapes(batch, fixed(3), height, width));
                inputs.put("image_rows", shapes(batch));
                inputs.put("features", shapes(masks, fixed(4L * filters), height.over(4), width.over(4)));
                inputs.put("feature_rows", shapes(masks));
                inputs.put("mask_image", shapes(masks));
            }
            case SEQUENCE -> throw new IllegalArgumentException("no engine is made of a sequence");
            case WHOLE -> {
                inputs.put("image", shapes(batch, fixed(3), height, width));
                inputs.put("masks", shapes(masks, fixed(1), height, width));
                inputs.put("mask_image", shapes(masks));
            }
        }
        return inputs;
    }

    private static Range fixed(long n) {
        return new Range(n, n, n);
    }

    private static Shapes shapes(Range... axes) {
        return new Shapes(
                Stream.of(axes).mapToLong(Range::min).toArray(),
                Stream.of(axes).mapToLong(Range::opt).toArray(),
                Stream.of(axes).mapToLong(Range::max).toArray());
    }

    /** Images in a step, of so many masks each, that are surely not too many; at least 1. */
    int mostImages(int masksOfEach) {
        return (int) Math.max(1, Math.min(batch.max(), masks.max() / masksOfEach));
    }

    boolean contains(Size size) {
        return height.contains(size.height()) && width.contains(size.width());
    }

    /** As {@link Range#distance}, of both sides. */
    double distance(Size size) {
        return height.distance(size.height()) + width.distance(size.width());
    }

    @Override
    public String toString() {
        return "width " + width + ", height " + height + ", batch " + batch + ", masks " + masks;
    }
}

package org.instagan.evaluate.verify;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.instagan.data.Box;
import org.instagan.data.Sample;
import org.instagan.image.Size;
import org.instagan.weights.FloatTensor;

/** What real images seldom show: flat and tiny things, overlaps, borders, one instance and forty. */
public final class EdgeCases {
    private static final int MANY = 40;

    private final int height;
    private final int width;
    private final SplittableRandom random;

    private EdgeCases(Size size, long seed) {
        this.height = size.height();
        this.width = size.width();
        this.random = new SplittableRandom(seed);
    }

    /** @param size multiples of 4, 16 or more */
    public static List<VerifyCase> all(Size size, long seed) {
        return new EdgeCases(size, seed).cases();
    }

    private List<VerifyCase> cases() {
        Box middle = new Box(height / 4, width / 4, height / 2, width / 2);
        Box shifted = new Box(height / 3, width / 3, height / 2, width / 2);
        Box corner = new Box(0, 0, height / 3, width / 3);
        Box edge = new Box(height / 2, width - width / 4, height / 4, width / 4);
        return List.of(
                compared("edge: one instance", noise(), middle),
                compared("edge: " + MANY + " instances", noise(), many()),
                compared("edge: overlapping", noise(), middle, shifted, middle),
                compared("edge: at the border", noise(), corner, edge),
                compared("edge: tiny", noise(), new Box(height / 2, width / 2, 1, 1), new Box(3, 3, 2, 2)),
                finite("edge: flat image", flat(0), middle, corner),
                finite("edge: white image", flat(1), middle),
                finite("edge: mask that covers all", noise(), new Box(0, 0, height, width)));
    }

    private Box[] many() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> new Box(
                        random.nextInt(height - height / 4),
                        random.nextInt(width - width / 4),
                        2 + i % (height / 4),
                        3))
                .toArray(Box[]::new);
    }

    private VerifyCase compared(String name, float[] image, Box... boxes) {
        return new VerifyCase(sample(name, image, boxes), true);
    }

    private VerifyCase finite(String name, float[] image, Box... boxes) {
        return new VerifyCase(sample(name, image, boxes), false);
    }

    private Sample sample(String name, float[] image, Box... boxes) {
        float[] masks = new float[boxes.length * height * width];
        for (int i = 0; i < boxes.length; i++) {
            System.arraycopy(boxes[i].mask(height, width), 0, masks, i * height * width, height * width);
        }
        return new Sample(
                name, FloatTensor.of(image, 3, height, width), FloatTensor.of(masks, boxes.length, height, width));
    }

    /** Smooth, with noise on top: waves of a few lengths. */
    private float[] noise() {
        float[] image = new float[3 * height * width];
        for (int c = 0; c < 3; c++) {
            double across = random.nextDouble(1, 4);
            double down = random.nextDouble(1, 4);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double wave =
                            Math.sin(across * 2 * Math.PI * x / width) * Math.cos(down * 2 * Math.PI * y / height);
                    image[(c * height + y) * width + x] = (float) (0.7 * wave + random.nextDouble(-0.2, 0.2));
                }
            }
        }
        return image;
    }

    private float[] flat(float value) {
        float[] image = new float[3 * height * width];
        Arrays.fill(image, value);
        return image;
    }
}

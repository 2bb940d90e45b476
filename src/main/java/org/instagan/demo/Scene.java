package org.instagan.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.instagan.data.Instances;
import org.instagan.image.Image;

/** One image: a background, and shapes of one kind at places drawn at random, none touching another or the border. */
final class Scene {
    private static final int MAX_SHAPES = 4;
    private static final int TRIES = 200;
    private static final double SMALLEST = 0.085;
    private static final double LARGEST = 0.135;
    private static final int SUBSAMPLES = 8;

    private final Shape shape;
    private final int size;
    private final double[] canvas;
    private final List<Image> masks = new ArrayList<>();

    /** Centre and size in pixels; the shape has area {@code pi r²}. */
    private record Spot(double x, double y, double r) {
        boolean touches(Spot other) {
            double apart = (r + other.r) * Shape.REACH + 1;
            double dx = x - other.x;
            double dy = y - other.y;
            return dx * dx + dy * dy < apart * apart;
        }
    }

    private Scene(Shape shape, int size, SplittableRandom random) {
        this.shape = shape;
        this.size = size;
        this.canvas = Background.paint(size, random);
    }

    static Instances draw(String name, Shape shape, int size, SplittableRandom random) {
        Scene scene = new Scene(shape, size, random);
        for (Spot spot : layout(size, random)) {
            scene.add(spot, shape.colour(random));
        }
        return new Instances(name, scene.image(), scene.masks);
    }

    /** 1 to 4 places that keep clear of each other for either shape; one that finds no room is left out. */
    private static List<Spot> layout(int size, SplittableRandom random) {
        int wanted = random.nextInt(1, MAX_SHAPES + 1);
        List<Spot> spots = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            double r = random.nextDouble(SMALLEST, LARGEST) * size;
            double margin = r * Shape.REACH + 1;
            for (int t = 0; t < TRIES; t++) {
                Spot spot =
                        new Spot(random.nextDouble(margin, size - margin), random.nextDouble(margin, size - margin), r);
                if (spots.stream().noneMatch(spot::touches)) {
                    spots.add(spot);
                    break;
                }
            }
        }
        return spots;
    }

    private void add(Spot spot, double[] colour) {
        byte[] mask = new byte[size * size];
        double reach = spot.r * Shape.REACH;
        for (int y = (int) (spot.y - reach); y <= (int) (spot.y + reach); y++) {
            for (int x = (int) (spot.x - reach); x <= (int) (spot.x + reach); x++) {
                double covered = coverage(spot, x, y);
                int i = y * size + x;
                mask[i] = (byte) (covered >= 0.5 ? 255 : 0);
                for (int c = 0; c < 3; c++) {
                    canvas[3 * i + c] += covered * (colour[c] - canvas[3 * i + c]);
                }
            }
        }
        masks.add(new Image(size, size, 1, mask));
    }

    /** How much of the pixel the shape covers, 0..1. */
    private double coverage(Spot spot, int x, int y) {
        int inside = 0;
        for (int j = 0; j < SUBSAMPLES; j++) {
            for (int i = 0; i < SUBSAMPLES; i++) {
                double dx = x + (i + 0.5) / SUBSAMPLES - spot.x;
                double dy = y + (j + 0.5) / SUBSAMPLES - spot.y;
                inside += shape.contains(dx, dy, spot.r) ? 1 : 0;
            }
        }
        return inside / (double) (SUBSAMPLES * SUBSAMPLES);
    }

    private Image image() {
        byte[] pixels = new byte[canvas.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(canvas[i])));
        }
        return new Image(size, size, 3, pixels);
    }
}

package org.instagan.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.instagan.data.Instances;
import org.instagan.image.Image;

/** One image: a background, and shapes of one kind at places drawn at random, none touching another or the border. */
final class Scene {
    private static final int TRIES = 200; // for each shape that is wanted at most
    private static final double SMALLEST = 0.11;
    private static final double LARGEST = 0.17;

    private final int size;
    private final double[] canvas;
    private final List<Spot> spots;

    private Scene(int size, SyntheticData.Shapes shapes, SplittableRandom random) {
        this.size = size;
        this.canvas = Background.paint(size, random);
        this.spots = layout(size, shapes, random);
    }

    /**
     * An image with its instances.
     *
     * @param truth the masks of a perfect translation: those of the other shape at the same places
     */
    record Drawn(Instances instances, List<Image> truth) {}

    static Drawn draw(String name, Figure shape, int size, SyntheticData.Shapes shapes, SplittableRandom random) {
        Scene scene = new Scene(size, shapes, random);
        scene.spots.forEach(spot -> scene.paint(shape, spot, shape.colour(random)));
        return new Drawn(new Instances(name, scene.image(), scene.masks(shape)), scene.masks(shape.counterpart()));
    }

    /** Places that keep clear of each other for either shape; one that finds no room is left out. */
    private static List<Spot> layout(int size, SyntheticData.Shapes shapes, SplittableRandom random) {
        int wanted = random.nextInt(shapes.least(), shapes.most() + 1);
        List<Spot> spots = new ArrayList<>();
        for (int t = 0; t < TRIES * Math.max(1, shapes.most() / 4) && spots.size() < wanted; t++) {
            double r = random.nextDouble(SMALLEST, LARGEST) * size * shapes.scale();
            double margin = r * Figure.REACH + 1;
            Spot spot = new Spot(random.nextDouble(margin, size - margin), random.nextDouble(margin, size - margin), r);
            if (spots.stream().noneMatch(spot::touches)) {
                spots.add(spot);
            }
        }
        return spots;
    }

    private void paint(Figure shape, Spot spot, double[] colour) {
        for (int i = 0; i < size * size; i++) {
            double covered = spot.coverage(shape, i % size, i / size);
            for (int c = 0; c < 3; c++) {
                canvas[3 * i + c] += covered * (colour[c] - canvas[3 * i + c]);
            }
        }
    }

    private List<Image> masks(Figure shape) {
        return spots.stream().map(spot -> mask(shape, spot)).toList();
    }

    private Image mask(Figure shape, Spot spot) {
        byte[] mask = new byte[size * size];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (spot.coverage(shape, i % size, i / size) >= 0.5 ? 255 : 0);
        }
        return new Image(size, size, 1, mask);
    }

    private Image image() {
        byte[] pixels = new byte[canvas.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(canvas[i])));
        }
        return new Image(size, size, 3, pixels);
    }
}

package org.instagan.demo;

import java.util.SplittableRandom;

/**
 * What is behind the shapes, the same in both domains: a sky with clouds over a meadow. Horizon, hills, clouds and grass
 * vary, the palette does not. An encoder's first instance normalisation removes an image's absolute colours and
 * contrast, so a generator can restore only colours that follow from what the image shows.
 */
final class Background {
    private static final double[] ZENITH = {92, 153, 224};
    private static final double[] HORIZON = {199, 227, 247};
    private static final double[] CLOUD = {250, 250, 250};
    private static final double[] FAR = {128, 173, 87};
    private static final double[] NEAR = {61, 117, 46};

    private static final double HILL_HEIGHT = 0.05;
    private static final double MOST_CLOUD = 0.8;
    private static final double GRASS_CONTRAST = 0.22;
    private static final double GRAIN = 2;

    private final int size;
    private final double horizon;
    private final double hills;
    private final double hillPhase;
    private final Texture clouds;
    private final Texture wisps;
    private final Texture grass;

    private Background(int size, SplittableRandom random) {
        this.size = size;
        this.horizon = random.nextDouble(0.35, 0.6);
        this.hills = random.nextDouble(0.5, 1.2);
        this.hillPhase = random.nextDouble();
        this.clouds = new Texture(4, random);
        this.wisps = new Texture(9, random);
        this.grass = new Texture(10, random);
    }

    /** {@code [size,size,3]}, about 0..255. */
    static double[] paint(int size, SplittableRandom random) {
        Background background = new Background(size, random);
        double[] out = new double[size * size * 3];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double grain = random.nextDouble(-GRAIN, GRAIN);
                for (int c = 0; c < 3; c++) {
                    out[(y * size + x) * 3 + c] = background.at((x + 0.5) / size, (y + 0.5) / size, c) + grain;
                }
            }
        }
        return out;
    }

    /** One channel at (u, v), both 0..1 from the upper left corner. */
    private double at(double u, double v, int channel) {
        double edge = horizon + HILL_HEIGHT * Math.sin(2 * Math.PI * (hills * u + hillPhase));
        double ground = unit((v - edge) * size + 0.5); // the edge is one pixel soft
        return mix(sky(u, v, edge, channel), meadow(u, v, edge, channel), ground);
    }

    private double sky(double u, double v, double edge, int channel) {
        double clear = mix(ZENITH[channel], HORIZON[channel], unit(v / edge));
        double cloud = Math.min(MOST_CLOUD, unit(clouds.at(u, v) + 0.4 * wisps.at(u, v) - 0.15));
        return mix(clear, CLOUD[channel], cloud);
    }

    private double meadow(double u, double v, double edge, int channel) {
        double near = unit((v - edge) / (1 - edge));
        double light = 1 + GRASS_CONTRAST * unit(0.3 + near) * grass.at(u, v);
        return mix(FAR[channel], NEAR[channel], near) * light;
    }

    private static double unit(double x) {
        return Math.max(0, Math.min(1, x));
    }

    static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }
}

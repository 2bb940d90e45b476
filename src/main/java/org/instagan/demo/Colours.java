package org.instagan.demo;

/** Colours as red, green, blue, 0..255. */
final class Colours {
    private Colours() {}

    /** Hue in turns (its fraction counts), saturation and value 0..1. */
    static double[] hsv(double hue, double saturation, double value) {
        double sixths = 6 * (hue - Math.floor(hue));
        return new double[] {
            channel(sixths + 5, saturation, value),
            channel(sixths + 3, saturation, value),
            channel(sixths + 1, saturation, value)
        };
    }

    private static double channel(double shifted, double saturation, double value) {
        double k = shifted % 6;
        double drop = Math.max(0, Math.min(1, Math.min(k, 4 - k)));
        return 255 * value * (1 - saturation * drop);
    }
}

package org.instagan.image;

/**
 * Pillow's antialiased BICUBIC for 8-bit images, to the bit: a = -0.5, a kernel as much wider as the image shrinks,
 * fixed-point weights, the horizontal pass before the vertical one with 8-bit values between them. Source: Pillow's
 * {@code src/libImaging/Resample.c}.
 */
public final class Resample {
    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final double SUPPORT = 2.0;

    private Resample() {}

    /**
     * The image in another size: {@code [H,W,C]} to {@code [height,width,C]}, values 0..255.
     *
     * @throws IllegalArgumentException when a size is not positive
     */
    public static Image bicubic(Image image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("Resize: expected a positive size, got " + width + "x" + height);
        }
        Image out = image;
        if (width != image.width()) {
            out = horizontal(out, width);
        }
        if (height != image.height()) {
            out = vertical(out, height);
        }
        return out;
    }

    /** For each output position the first input position, the number of them, and their weights. */
    private record Kernel(int size, int[] first, int[] count, int[] weights) {

        static Kernel of(int in, int out) {
            double scale = (double) in / out;
            double filterScale = Math.max(scale, 1.0);
            double support = SUPPORT * filterScale;
            int size = (int) Math.ceil(support) * 2 + 1;
            Kernel kernel = new Kernel(size, new int[out], new int[out], new int[Math.multiplyExact(out, size)]);
            double[] k = new double[size];
            for (int i = 0; i < out; i++) {
                double center = (i + 0.5) * scale;
                int min = Math.max((int) (center - support + 0.5), 0);
                int count = Math.min((int) (center + support + 0.5), in) - min;
                double sum = 0;
                double inverse = 1.0 / filterScale;
                for (int x = 0; x < count; x++) {
                    k[x] = cubic((x + min - center + 0.5) * inverse);
                    sum += k[x];
                }
                kernel.first[i] = min;
                kernel.count[i] = count;
                for (int x = 0; x < count; x++) {
                    kernel.weights[i * size + x] = fixed(sum == 0 ? k[x] : k[x] / sum);
                }
            }
            return kernel;
        }

        private static int fixed(double w) {
            return (int) ((w < 0 ? -0.5 : 0.5) + w * (1 << PRECISION_BITS));
        }

        private static double cubic(double at) {
            double a = -0.5;
            double x = Math.abs(at);
            if (x < 1.0) {
                return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
            }
            return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
        }
    }

    private static Image horizontal(Image image, int width) {
        Kernel kernel = Kernel.of(image.width(), width);
        int channels = image.channels();
        byte[] out = new byte[Math.multiplyExact(width * channels, image.height())];
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width() * channels;
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int at = row + kernel.first[x] * channels + c;
                    out[(y * width + x) * channels + c] = weigh(image.pixels(), at, channels, kernel, x);
                }
            }
        }
        return new Image(width, image.height(), channels, out);
    }

    private static Image vertical(Image image, int height) {
        Kernel kernel = Kernel.of(image.height(), height);
        int row = image.width() * image.channels();
        byte[] out = new byte[Math.multiplyExact(row, height)];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < row; i++) {
                out[y * row + i] = weigh(image.pixels(), kernel.first[y] * row + i, row, kernel, y);
            }
        }
        return new Image(image.width(), height, image.channels(), out);
    }

    private static byte weigh(byte[] pixels, int from, int stride, Kernel kernel, int position) {
        int sum = 1 << (PRECISION_BITS - 1);
        int weight = position * kernel.size;
        int at = from;
        for (int i = 0; i < kernel.count[position]; i++) {
            sum += (pixels[at] & 0xff) * kernel.weights[weight + i];
            at += stride;
        }
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}

package org.instagan.evaluate.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.evaluate.BackgroundError;
import org.instagan.evaluate.MaskOverlap;
import org.instagan.evaluate.verify.Similarity;
import org.instagan.image.Image;
import org.instagan.translate.Translator;

/** Translates pictures, there and back, and measures what became of them. */
public final class Judge implements AutoCloseable {
    private static final double KEPT = 0.1;
    private static final int HALF = 128;

    private final Translator forward;
    private final Optional<Translator> back;

    /**
     * Takes both over, to close them.
     *
     * @param back the generator of the other direction, for cycle and identity
     */
    public Judge(Translator forward, Optional<Translator> back) {
        this.forward = forward;
        this.back = back;
    }

    /** A picture's figures, and what they are of. */
    public record Result(Judgement judgement, Instances translated) {}

    /**
     * One picture that has an instance which is not empty.
     *
     * @param truth masks of a perfect translation, in the order of the picture's
     */
    public Result judge(Instances source, Optional<List<Image>> truth) {
        Instances translated = forward.translate(source);
        List<Image> changing = Stream.concat(source.masks().stream(), translated.masks().stream())
                .toList();
        boolean[] inside = union(changing, source.image());
        BackgroundError context = new BackgroundError();
        context.add(source.image(), translated.image(), changing);
        List<MaskShape> before = source.masks().stream().map(MaskShape::of).toList();
        List<MaskShape> after = translated.masks().stream().map(MaskShape::of).toList();
        int[] shown = IntStream.range(0, before.size())
                .filter(i -> before.get(i).area() > 0)
                .toArray();
        List<MaskShape> there = IntStream.of(shown)
                .mapToObj(after::get)
                .filter(s -> s.area() > 0)
                .toList();
        List<Double> ratios = IntStream.of(shown)
                .mapToObj(i -> (double) after.get(i).area() / before.get(i).area())
                .toList();
        Optional<Instances> returned = back.map(b -> b.translate(translated));
        return new Result(
                new Judgement(
                        source.name(),
                        shown.length,
                        context.psnr(),
                        ssim(source.image(), translated.image(), inside),
                        shift(source.image(), translated.image(), inside),
                        difference(source, returned),
                        overlap(source.masks(), returned.map(Instances::masks), shown),
                        difference(source, back.map(b -> b.translate(source))),
                        ratios,
                        there.stream().mapToInt(MaskShape::parts).average().orElse(0),
                        there.stream().mapToInt(MaskShape::holes).average().orElse(0),
                        (int) ratios.stream().filter(r -> r >= KEPT).count(),
                        overlap(translated.masks(), truth, shown)),
                translated);
    }

    private static boolean[] union(List<Image> masks, Image image) {
        boolean[] union = new boolean[image.width() * image.height()];
        for (Image mask : masks) {
            for (int i = 0; i < union.length; i++) {
                union[i] |= (mask.pixels()[i] & 0xff) >= HALF;
            }
        }
        return union;
    }

    private static double ssim(Image source, Image translated, boolean[] inside) {
        byte[] pixels = translated.pixels().clone();
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                System.arraycopy(source.pixels(), 3 * i, pixels, 3 * i, 3);
            }
        }
        Image outside = new Image(source.width(), source.height(), 3, pixels);
        return Similarity.ssim(unit(source), unit(outside));
    }

    private static org.instagan.weights.FloatTensor unit(Image image) {
        return Sample.of(new Instances("", image, List.of())).image();
    }

    private static double[] shift(Image source, Image translated, boolean[] inside) {
        double[] sums = new double[3];
        int count = 0;
        for (int i = 0; i < inside.length; i++) {
            if (!inside[i]) {
                for (int c = 0; c < 3; c++) {
                    sums[c] += (translated.pixels()[3 * i + c] & 0xff) - (source.pixels()[3 * i + c] & 0xff);
                }
                count++;
            }
        }
        for (int c = 0; c < 3; c++) {
            sums[c] /= Math.max(1, count);
        }
        return sums;
    }

    private static OptionalDouble difference(Instances source, Optional<Instances> other) {
        if (other.isEmpty()) {
            return OptionalDouble.empty();
        }
        byte[] a = source.image().pixels();
        byte[] b = other.get().image().pixels();
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs((a[i] & 0xff) - (b[i] & 0xff)))
                .average();
    }

    private static OptionalDouble overlap(List<Image> masks, Optional<List<Image>> others, int[] shown) {
        List<Double> ious = new ArrayList<>();
        others.ifPresent(list -> IntStream.of(shown)
                .forEach(i -> ious.add(MaskOverlap.of(masks.get(i), list.get(i)).iou())));
        return ious.stream().mapToDouble(v -> v).average();
    }

    @Override
    public void close() {
        forward.close();
        back.ifPresent(Translator::close);
    }
}

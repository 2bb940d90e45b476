package org.instagan.evaluate.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Means over pictures; ratios are medians, instances are added up.
 *
 * @param ofAll figures that are not of single pictures, by name
 */
public record Summary(List<Judgement> of, Map<String, Double> ofAll) {
    public Summary {
        of = List.copyOf(of);
        ofAll = Collections.unmodifiableMap(new LinkedHashMap<>(ofAll));
    }

    public Summary(List<Judgement> of) {
        this(of, Map.of());
    }

    /** By name with its unit, in order; a figure that no picture has is not among them. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("pictures", (double) of.size());
        figures.put(
                "instances", (double) of.stream().mapToInt(Judgement::instances).sum());
        figures.put(
                "instances kept", (double) of.stream().mapToInt(Judgement::kept).sum());
        figures.put("context PSNR, dB", mean(Judgement::contextPsnr));
        figures.put("context SSIM", mean(Judgement::contextSsim));
        figures.put("mean shift red, levels", mean(j -> j.meanShift()[0]));
        figures.put("mean shift green, levels", mean(j -> j.meanShift()[1]));
        figures.put("mean shift blue, levels", mean(j -> j.meanShift()[2]));
        add(figures, "cycle error, levels", Judgement::cycleError);
        add(figures, "cycle mask IoU", Judgement::cycleIou);
        add(figures, "identity error, levels", Judgement::identityError);
        double[] ratios = of.stream()
                .flatMap(j -> j.areaRatios().stream())
                .mapToDouble(r -> r)
                .sorted()
                .toArray();
        figures.put("mask area ratio, median", ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2]);
        figures.put("parts of a mask", mean(Judgement::parts));
        figures.put("holes of a mask", mean(Judgement::holes));
        add(figures, "truth mask IoU", Judgement::truthIou);
        figures.putAll(ofAll);
        return figures;
    }

    /** A picture whose every pixel is inside of masks has no context. */
    private double mean(ToDoubleFunction<Judgement> figure) {
        return of.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private void add(Map<String, Double> figures, String name, Function<Judgement, OptionalDouble> figure) {
        of.stream()
                .map(figure)
                .flatMapToDouble(OptionalDouble::stream)
                .average()
                .ifPresent(mean -> figures.put(name, mean));
    }
}

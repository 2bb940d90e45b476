package org.instagan.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The losses of a step or of an iteration, by the authors' names: {@code D_A, G_A, cyc_A, idt_A, ctx_A}, the same for
 * B, and {@code G}, the generators' sum. A domain that sat out has none of its own. Their {@code idt_A} is G_A on real
 * B, so it starts from B.
 */
public record Losses(Map<String, Double> byName) {
    /** In the order of {@code losses.csv}. */
    public static final List<String> NAMES =
            List.of("G", "D_A", "G_A", "cyc_A", "idt_A", "ctx_A", "D_B", "G_B", "cyc_B", "idt_B", "ctx_B");

    static Losses of(Trainer.Step step) {
        Map<String, Double> losses = new LinkedHashMap<>();
        double total = 0;
        for (String x : step.active()) {
            String y = x.equals("A") ? "B" : "A";
            losses.put("D_" + x, (double) step.value(x + ".discriminator"));
            losses.put("G_" + x, (double) step.value(x + ".gan"));
            losses.put("cyc_" + x, (double) step.value(x + ".cycle"));
            losses.put("idt_" + y, (double) step.value(x + ".identity"));
            losses.put("ctx_" + x, (double) step.value(x + ".context"));
            total += losses.get("G_" + x) + losses.get("cyc_" + x) + losses.get("idt_" + y) + losses.get("ctx_" + x);
        }
        losses.put("G", total);
        return new Losses(losses);
    }

    /** Each loss averaged over the steps that have it. */
    static Losses mean(List<Losses> steps) {
        Map<String, Double> mean = new LinkedHashMap<>();
        for (String name : NAMES) {
            steps.stream()
                    .filter(s -> s.byName.containsKey(name))
                    .mapToDouble(s -> s.byName.get(name))
                    .average()
                    .ifPresent(v -> mean.put(name, v));
        }
        return new Losses(mean);
    }

    public OptionalDouble get(String name) {
        Double value = byName.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

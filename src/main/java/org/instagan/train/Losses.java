package org.instagan.train;

import java.util.Collections;
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
    /** What each means in a line, in the order of {@code losses.csv}. */
    public static final Map<String, String> MEANINGS = meanings();

    /** In the order of {@code losses.csv}. */
    public static final List<String> NAMES = List.copyOf(MEANINGS.keySet());

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put("G", "the generators' sum: all of G_, cyc_, idt_ and ctx_");
        for (String x : List.of("A", "B")) {
            String y = x.equals("A") ? "B" : "A";
            meanings.put(
                    "D_" + x, "discriminator of " + y + ": how badly it tells real " + y + " from translated " + x);
            meanings.put("G_" + x, "adversarial: how clearly translated " + x + " is recognised as translated");
            meanings.put("cyc_" + x, "cycle consistency: " + x + " translated there and back against " + x);
            meanings.put("idt_" + x, "identity: generator G_" + x + " is to leave " + y + " as it is");
            meanings.put(
                    "ctx_" + x, "context preserving: translated " + x + " against " + x + " outside the instances");
        }
        return Collections.unmodifiableMap(meanings);
    }

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

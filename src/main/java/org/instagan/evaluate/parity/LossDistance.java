package org.instagan.evaluate.parity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.instagan.model.Domain;
import org.instagan.model.instagan.DomainLoss;
import org.instagan.model.instagan.InstaGan;
import org.instagan.train.Trainer;

/** One iteration's losses, the recording's against ours. */
record LossDistance(List<Map<String, Object>> recorded, List<Trainer.Step> replayed) {

    /** The largest relative error of any loss at any step; infinite where one side has a loss that the other lacks. */
    double worst() {
        double worst = 0;
        for (int i = 0; i < recorded.size(); i++) {
            Map<String, Double> ours = i < replayed.size() ? named(replayed.get(i)) : Map.of();
            worst = Math.max(worst, worst(recorded.get(i), ours));
        }
        return replayed.size() > recorded.size() ? Double.POSITIVE_INFINITY : worst;
    }

    /** By the authors' names. Their {@code idt_A} is the generator from A to B on real B, so it starts from B. */
    private static Map<String, Double> named(Trainer.Step step) {
        Map<String, Double> named = new HashMap<>();
        step.losses().get(InstaGan.TOTAL).ifPresent(v -> named.put("G", v));
        for (Domain x : Domain.values()) {
            step.losses().get(DomainLoss.DISCRIMINATOR.of(x)).ifPresent(v -> named.put("D_" + x, v));
            step.losses().get(DomainLoss.GAN.of(x)).ifPresent(v -> named.put("G_" + x, v));
            step.losses().get(DomainLoss.CYCLE.of(x)).ifPresent(v -> {
                named.put("cyc_" + x, v);
                named.put("cycle_" + x, v); // as their CycleGAN calls it
            });
            step.losses().get(DomainLoss.IDENTITY.of(x)).ifPresent(v -> named.put("idt_" + x.other(), v));
            step.losses().get(DomainLoss.CONTEXT.of(x)).ifPresent(v -> named.put("ctx_" + x, v));
        }
        return named;
    }

    private static double worst(Map<String, Object> want, Map<String, Double> ours) {
        double worst = 0;
        for (Map.Entry<String, Object> entry : want.entrySet()) {
            if (entry.getValue() instanceof Number n) {
                double got = ours.getOrDefault(entry.getKey(), 0.0);
                worst = Math.max(worst, relative(n.doubleValue(), got));
            } else if (entry.getValue() == null && ours.containsKey(entry.getKey())) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return worst;
    }

    private static double relative(double want, double got) {
        if (Double.isNaN(got)) {
            return Double.POSITIVE_INFINITY;
        }
        return want == got ? 0 : Math.abs(want - got) / Math.abs(want);
    }
}

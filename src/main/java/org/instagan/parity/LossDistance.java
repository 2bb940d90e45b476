package org.instagan.parity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Ours under the authors' names: their {@code idt_A} is G_A on real B, so it starts from B. */
    private static Map<String, Double> named(Trainer.Step step) {
        Map<String, Double> losses = new LinkedHashMap<>();
        double total = 0;
        for (String x : List.of("A", "B")) {
            if (x.equals("A") ? !step.activeA() : !step.activeB()) {
                continue;
            }
            String y = x.equals("A") ? "B" : "A";
            losses.put("D_" + x, (double) step.value(x + ".discriminator"));
            losses.put("G_" + x, (double) step.value(x + ".gan"));
            losses.put("cyc_" + x, (double) step.value(x + ".cycle"));
            losses.put("idt_" + y, (double) step.value(x + ".identity"));
            losses.put("ctx_" + x, (double) step.value(x + ".context"));
            total += losses.get("G_" + x) + losses.get("cyc_" + x) + losses.get("idt_" + y) + losses.get("ctx_" + x);
        }
        losses.put("G", total);
        return losses;
    }
}

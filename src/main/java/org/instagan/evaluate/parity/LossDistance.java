package org.instagan.evaluate.parity;

import java.util.List;
import java.util.Map;
import org.instagan.train.Trainer;

/** One iteration's losses, the recording's against ours. */
record LossDistance(List<Map<String, Object>> recorded, List<Trainer.Step> replayed) {

    /** The largest relative error of any loss at any step; infinite where one side has a loss that the other lacks. */
    double worst() {
        double worst = 0;
        for (int i = 0; i < recorded.size(); i++) {
            Map<String, Double> ours =
                    i < replayed.size() ? replayed.get(i).losses().byName() : Map.of();
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
}

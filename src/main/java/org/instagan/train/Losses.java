package org.instagan.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.instagan.model.Domain;
import org.instagan.model.Loss;
import org.instagan.weights.FloatTensor;

/** The losses of a step or of an iteration, in their family's order. A domain that sat out has none of its own. */
public record Losses(Map<Loss, Double> values) {

    public Losses {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Of one step.
     *
     * @param declared the family's
     * @param active the domains that took part
     * @param outputs of the step, each loss under its name
     */
    static Losses of(List<Loss> declared, Set<Domain> active, Map<String, FloatTensor> outputs) {
        Map<Loss, Double> values = new LinkedHashMap<>();
        double total = 0;
        for (Loss loss : declared) {
            boolean takesPart = loss.domain().map(active::contains).orElse(true);
            if (takesPart && loss.kind() != Loss.Kind.TOTAL) {
                double value = outputs.get(loss.name()).data()[0];
                values.put(loss, value);
                total += loss.kind().isGenerators() ? value : 0;
            } else if (takesPart) {
                values.put(loss, 0.0); // in its place; the sum is known at the end
            }
        }
        double sum = total;
        values.replaceAll((loss, value) -> loss.kind() == Loss.Kind.TOTAL ? sum : value);
        return new Losses(values);
    }

    /** Each loss averaged over the steps that have it. */
    static Losses mean(List<Loss> declared, List<Losses> steps) {
        Map<Loss, Double> mean = new LinkedHashMap<>();
        for (Loss loss : declared) {
            steps.stream()
                    .filter(step -> step.values.containsKey(loss))
                    .mapToDouble(step -> step.values.get(loss))
                    .average()
                    .ifPresent(value -> mean.put(loss, value));
        }
        return new Losses(mean);
    }

    public OptionalDouble get(Loss loss) {
        Double value = values.get(loss);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** By the loss's name. */
    public OptionalDouble get(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(Map.Entry::getValue)
                .findFirst();
    }
}

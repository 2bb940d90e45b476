package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.Gradients;
import org.instagan.model.Architecture;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.Normalization;
import org.instagan.model.layer.Parameters;

/**
 * One sequential step as one graph. The discriminators' update never sees the generators' and the reverse, so both
 * gradients are functions of the same weights: the generators' loss with respect to the generators, the
 * discriminators' loss with respect to the discriminators, side by side.
 */
public final class SequentialStep {
    private SequentialStep() {}

    /** @param exposed whether the gradients are outputs too, as {@code gradient.NAME} */
    public static Graph build(Architecture architecture, boolean exposed) {
        GraphBuilder g = new GraphBuilder("instagan");
        Layers layers = new Layers(g, new Parameters(g), Normalization.FAST_TRAINING);
        StepInputs a = StepInputs.declare(g, "A");
        StepInputs b = StepInputs.declare(g, "B");
        Generator generatorA = new Generator(layers, "G_A", architecture.generatorFilters());
        Generator generatorB = new Generator(layers, "G_B", architecture.generatorFilters());
        Discriminator judgeA = new Discriminator(layers, "D_A", architecture.discriminatorFilters(), a.calls());
        Discriminator judgeB = new Discriminator(layers, "D_B", architecture.discriminatorFilters(), b.calls());
        DomainLosses lossesA =
                DomainLosses.of(g, architecture, architecture.lambdaA(), a, generatorA, generatorB, judgeA);
        DomainLosses lossesB =
                DomainLosses.of(g, architecture, architecture.lambdaB(), b, generatorB, generatorA, judgeB);

        Value generators = g.add(lossesA.total(g), lossesB.total(g));
        Value discriminators = g.add(lossesA.discriminator(), lossesB.discriminator());
        List<Value> outputs = new ArrayList<>();
        outputs.add(g.named("loss", g.add(generators, discriminators)));
        outputs.addAll(lossesA.outputs(g, "A"));
        outputs.addAll(lossesB.outputs(g, "B"));
        outputs.addAll(judgeA.states());
        outputs.addAll(judgeB.states());

        Map<Value, Value> gradients = new LinkedHashMap<>();
        gradients.putAll(Gradients.of(g, generators, named(g, "G_")));
        gradients.putAll(Gradients.of(g, discriminators, named(g, "D_")));
        if (exposed) {
            gradients.forEach((p, d) -> outputs.add(g.named("gradient." + p.name(), d)));
        }
        outputs.addAll(accumulated(g, gradients));
        return g.build(outputs);
    }

    private static List<Value> named(GraphBuilder g, String prefix) {
        return g.parameters().stream().filter(p -> p.name().startsWith(prefix)).toList();
    }

    private static List<Value> accumulated(GraphBuilder g, Map<Value, Value> gradients) {
        Map<Value, Value> buffers = new LinkedHashMap<>();
        for (Value p : gradients.keySet()) {
            buffers.put(p, g.buffer(p.name() + "_grad.accumulation.buffer", ElementType.FLOAT, p.shape()));
        }
        Value reset = g.buffer("lazy_reset_grad", ElementType.BOOL, Shape.of(1));
        List<Value> updated = new ArrayList<>();
        gradients.forEach((p, d) -> {
            Value out = new Value(p.name() + "_grad.accumulation.out", ElementType.BOOL, Shape.of(1));
            updated.addAll(g.node(Op.IN_PLACE_ACCUMULATOR, List.of(buffers.get(p), d, reset), List.of(out), Map.of()));
        });
        return updated;
    }
}

package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.Gradients;
import org.instagan.model.Accumulators;
import org.instagan.model.Domain;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.Normalization;
import org.instagan.model.layer.Parameters;

/**
 * One sequential step as one graph. The discriminators' update never sees the generators' and the reverse, so both
 * gradients are functions of the same weights: the generators' loss with respect to the generators, the
 * discriminators' loss with respect to the discriminators, side by side.
 */
final class SequentialStep {
    private SequentialStep() {}

    /** @param exposed whether gradients, as {@code gradient.NAME}, reconstructions and {@code weight_v} are outputs too */
    static Graph build(Architecture architecture, boolean exposed) {
        GraphBuilder g = new GraphBuilder("instagan");
        Layers layers = new Layers(g, new Parameters(g), Normalization.FAST_TRAINING);
        StepInputs a = StepInputs.declare(g, Domain.A);
        StepInputs b = StepInputs.declare(g, Domain.B);
        Generator generatorA = generator(layers, Domain.A, architecture);
        Generator generatorB = generator(layers, Domain.B, architecture);
        Discriminator judgeA = discriminator(layers, Domain.A, architecture, a);
        Discriminator judgeB = discriminator(layers, Domain.B, architecture, b);
        DomainLosses lossesA =
                new DomainLosses.Setting(g, architecture, Domain.A, a).of(generatorA, generatorB, judgeA);
        DomainLosses lossesB =
                new DomainLosses.Setting(g, architecture, Domain.B, b).of(generatorB, generatorA, judgeB);

        Value generators = g.add(lossesA.total(g), lossesB.total(g));
        Value discriminators = g.add(lossesA.discriminator(), lossesB.discriminator());
        List<Value> outputs = new ArrayList<>();
        outputs.add(g.named("loss", g.add(generators, discriminators)));
        outputs.addAll(lossesA.outputs(g, Domain.A, exposed));
        outputs.addAll(lossesB.outputs(g, Domain.B, exposed));
        outputs.addAll(judgeA.states(exposed));
        outputs.addAll(judgeB.states(exposed));

        Map<Value, Value> gradients = new LinkedHashMap<>();
        gradients.putAll(Gradients.of(g, generators, named(g, "G_")));
        gradients.putAll(Gradients.of(g, discriminators, named(g, "D_")));
        if (exposed) {
            gradients.forEach((p, d) -> outputs.add(g.named("gradient." + p.name(), d)));
        }
        outputs.addAll(Accumulators.append(g, gradients));
        return g.build(outputs);
    }

    private static Generator generator(Layers layers, Domain source, Architecture architecture) {
        return new Generator(layers, InstaGan.generator(source), architecture.generatorFilters());
    }

    private static Discriminator discriminator(
            Layers layers, Domain source, Architecture architecture, StepInputs inputs) {
        return new Discriminator(
                layers, InstaGan.discriminator(source), architecture.discriminatorFilters(), inputs.calls());
    }

    private static List<Value> named(GraphBuilder g, String prefix) {
        return g.parameters().stream().filter(p -> p.name().startsWith(prefix)).toList();
    }
}

package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.Gradients;
import org.instagan.model.Accumulators;
import org.instagan.model.Domain;
import org.instagan.model.layer.Dropout;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.Normalization;
import org.instagan.model.layer.Parameters;

/**
 * One sequential step as one graph. The discriminators' update never sees the generators' and the reverse, so all
 * gradients are functions of the same weights: the generators' loss with respect to the generators, the
 * discriminators' loss with respect to the discriminators. They are sums over four passes (translation and identity
 * of each domain), which run one after the other, forward and backward, so that one pass at a time is in memory.
 */
final class SequentialStep {
    private final Architecture architecture;
    private final boolean exposed;
    private final GraphBuilder g = new GraphBuilder("instagan");
    private final Layers layers;
    private final List<Value> outputs = new ArrayList<>();
    private final List<Value> losses = new ArrayList<>();
    private final Map<Value, Value> sums = new LinkedHashMap<>();
    private Optional<Accumulators> accumulators = Optional.empty();
    private Optional<Value> passed = Optional.empty();

    private SequentialStep(InstaGan family, boolean exposed) {
        this.architecture = family.architecture();
        this.exposed = exposed;
        Optional<Dropout> dropout = family.drops() ? Optional.of(new Dropout(g)) : Optional.empty();
        this.layers = new Layers(g, new Parameters(g), architecture.design(), Normalization.FAST_TRAINING, dropout);
    }

    /** @param exposed whether gradients, as {@code gradient.NAME}, reconstructions and {@code weight_v} are outputs too */
    static Graph build(InstaGan family, boolean exposed) {
        return new SequentialStep(family, exposed).graph();
    }

    private Graph graph() {
        StepInputs a = StepInputs.declare(g, Domain.A).seenBy(layers);
        StepInputs b = StepInputs.declare(g, Domain.B).seenBy(layers);
        Networks.Translating generatorA = generator(Domain.A);
        Networks.Translating generatorB = generator(Domain.B);
        Networks.Judging judgeA = discriminator(Domain.A, a);
        Networks.Judging judgeB = discriminator(Domain.B, b);
        outputs.addAll(judgeA.states(exposed));
        outputs.addAll(judgeB.states(exposed));
        translation(Domain.A, a, generatorA, generatorB, judgeA);
        identity(Domain.A, a, generatorB);
        translation(Domain.B, b, generatorB, generatorA, judgeB);
        identity(Domain.B, b, generatorA);
        outputs.add(0, g.named("loss", losses.stream().reduce(g::add).orElseThrow()));
        sums.forEach((p, d) -> outputs.add(g.named("gradient." + p.name(), d)));
        outputs.addAll(accumulators.orElseThrow().outputs());
        return g.build(outputs);
    }

    private void translation(
            Domain x, StepInputs in, Networks.Translating forward, Networks.Translating back, Networks.Judging judge) {
        DomainLosses made = setting(x, in).of(forward, back, judge);
        outputs.addAll(made.outputs(g, x, exposed));
        Map<Value, Value> gradients = new LinkedHashMap<>(Gradients.of(g, made.generators(g), named("G_")));
        gradients.putAll(Gradients.of(g, made.discriminator(), named(InstaGan.discriminator(x) + ".")));
        losses.add(made.generators(g));
        losses.add(made.discriminator());
        pass(gradients);
    }

    private void identity(Domain x, StepInputs in, Networks.Translating back) {
        Value loss = setting(x, in).identity(back);
        outputs.add(g.named(DomainLoss.IDENTITY.of(x), loss));
        losses.add(loss);
        pass(Gradients.of(g, loss, named(InstaGan.generator(x.other()) + ".")));
    }

    private DomainLosses.Setting setting(Domain x, StepInputs in) {
        StepInputs late = passed.map(flag -> in.after(g, flag)).orElse(in);
        return new DomainLosses.Setting(g, architecture, x, late);
    }

    /** The next pass does not begin before these gradients are where they are summed. */
    private void pass(Map<Value, Value> gradients) {
        if (exposed) {
            gradients.forEach((p, d) -> sums.merge(p, d, g::add));
        }
        if (accumulators.isEmpty()) {
            accumulators = Optional.of(new Accumulators(g));
        }
        passed = Optional.of(accumulators.get().add(gradients));
    }

    private Networks.Translating generator(Domain source) {
        return architecture.networks().generator(layers, InstaGan.generator(source));
    }

    private Networks.Judging discriminator(Domain source, StepInputs inputs) {
        return architecture.judges().discriminator(layers, InstaGan.discriminator(source), inputs.calls());
    }

    private List<Value> named(String prefix) {
        return g.parameters().stream().filter(p -> p.name().startsWith(prefix)).toList();
    }
}

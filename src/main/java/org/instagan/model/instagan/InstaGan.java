package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.graph.Graph;
import org.instagan.model.Direction;
import org.instagan.model.Domain;
import org.instagan.model.Family;
import org.instagan.model.Feeder;
import org.instagan.model.Loss;
import org.instagan.model.Piece;
import org.instagan.weights.FloatTensor;

/**
 * InstaGAN (arXiv 1812.10889) with set generators and set discriminators, as the authors' code trains it, or with other
 * networks in their place.
 *
 * @param drops whether dropout is at work in training steps
 */
public record InstaGan(Architecture architecture, boolean drops) implements Family {
    /** The total's name. */
    public static final String TOTAL = "generators";

    public InstaGan(Architecture architecture) {
        this(architecture, architecture.design().dropout());
    }

    @Override
    public Family steady() {
        return new InstaGan(architecture, false);
    }

    @Override
    public int filters() {
        return architecture.design().generatorFilters();
    }

    @Override
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        losses.add(new Loss(
                TOTAL, Loss.Kind.TOTAL, Optional.empty(), 1, "the sum of the generators' losses, gan to context"));
        for (Domain domain : Domain.values()) {
            for (DomainLoss loss : DomainLoss.values()) {
                if (loss != DomainLoss.CONTEXT || architecture.networks() == Networks.SET) {
                    losses.add(loss.of(domain, architecture));
                }
            }
        }
        return losses;
    }

    @Override
    public Graph trainingStep(boolean exposed) {
        return SequentialStep.build(this, exposed);
    }

    @Override
    public Start start(long seed) {
        return Initializer.start(trainingStep(false), architecture.initialization(), seed);
    }

    @Override
    public Feeder feeder(Feeder.Sequencing sequencing, Map<String, FloatTensor> carried) {
        if (!architecture.networks().isOneMask()) {
            return new SequentialFeeder(sequencing, carried, this);
        }
        Feeder.Sequencing once = new Feeder.Sequencing(1, 1, false, sequencing.poolSize(), sequencing.seed());
        return new SequentialFeeder(once, carried, this);
    }

    @Override
    public Translation translation(Direction direction, Map<String, FloatTensor> outputs) {
        return new Translation(
                outputs.get(StepOutput.FAKE_IMAGE.of(direction.source())),
                outputs.get(StepOutput.FAKE_MASKS.of(direction.source())));
    }

    @Override
    public String prefix(Direction direction) {
        return generator(direction.source()) + ".";
    }

    @Override
    public Graph piece(Piece piece, Direction direction) {
        String generator = generator(direction.source());
        return architecture.networks().isOneMask()
                ? PlainTranslation.build(piece, architecture.networks(), generator, architecture.design())
                : TranslationGraph.build(piece, generator, architecture.design());
    }

    /** The generator that starts from a domain, as the authors name it. */
    static String generator(Domain source) {
        return "G_" + source;
    }

    /** The discriminator that judges what a domain's images became, as the authors name it. */
    static String discriminator(Domain source) {
        return "D_" + source;
    }
}

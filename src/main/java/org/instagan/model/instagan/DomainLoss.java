package org.instagan.model.instagan;

import java.util.Locale;
import java.util.Optional;
import org.instagan.model.Domain;
import org.instagan.model.Loss;

/** The losses that start from one domain's images. */
public enum DomainLoss {
    DISCRIMINATOR(Loss.Kind.DISCRIMINATOR, "discriminator of %2$s: how badly it tells real %2$s from translated %1$s"),
    GAN(Loss.Kind.ADVERSARIAL, "adversarial: how clearly translated %1$s is recognised as translated"),
    CYCLE(Loss.Kind.DISTANCE, "cycle consistency: %1$s translated there and back against %1$s"),
    IDENTITY(Loss.Kind.DISTANCE, "identity: the generator from %2$s to %1$s is to leave %1$s as it is"),
    CONTEXT(Loss.Kind.DISTANCE, "context preserving: translated %1$s against %1$s outside the instances");

    private final Loss.Kind kind;
    private final String meaning;

    DomainLoss(Loss.Kind kind, String meaning) {
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Its one name: of the graph's output, in {@code losses.csv}, plots and progress. */
    public String of(Domain domain) {
        return domain + "." + name().toLowerCase(Locale.ROOT);
    }

    Loss of(Domain domain, Architecture architecture) {
        return new Loss(
                of(domain),
                kind,
                Optional.of(domain),
                weight(domain, architecture),
                String.format(Locale.ROOT, meaning, domain, domain.other()));
    }

    /** What the loss is multiplied by. */
    double weight(Domain domain, Architecture architecture) {
        double lambda = domain == Domain.A ? architecture.lambdaA() : architecture.lambdaB();
        return switch (this) {
            case DISCRIMINATOR, GAN -> 1;
            case CYCLE -> lambda;
            case IDENTITY -> lambda * architecture.lambdaIdentity();
            case CONTEXT -> lambda * architecture.lambdaContext();
        };
    }
}

package org.instagan.model.instagan;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.instagan.data.Sample;
import org.instagan.model.Domain;
import org.instagan.model.Feed;
import org.instagan.model.Feeder;
import org.instagan.weights.FloatTensor;

/**
 * The authors' sequence (InstaGAN, section 3.3): the masks of a pair of batches, in decreasing area or shuffled, are cut
 * into steps, and each step translates its masks on the image that the step before left.
 */
final class SequentialFeeder implements Feeder {
    private static final String NEXT = ".next";

    private final Sequencing sequencing;
    private final SplittableRandom random;
    private final FakePool poolA;
    private final FakePool poolB;
    private final Map<String, FloatTensor> powerVectors;

    /** @param powerVectors spectral normalisation's {@code weight_u}; {@code weight_v} too where it is wanted */
    SequentialFeeder(Sequencing sequencing, Map<String, FloatTensor> powerVectors) {
        this.sequencing = sequencing;
        this.random = new SplittableRandom(sequencing.seed());
        this.poolA = new FakePool(sequencing.poolSize(), random.split());
        this.poolB = new FakePool(sequencing.poolSize(), random.split());
        this.powerVectors = new HashMap<>(powerVectors);
    }

    @Override
    public Iteration begin(List<Sample> a, List<Sample> b) {
        List<Instanced> realA = a.stream().map(this::chosen).toList();
        List<Instanced> realB = b.stream().map(this::chosen).toList();
        return new Steps(
                new DomainSequence(Domain.A, sequencing.insPer(), realA, realB, poolA),
                new DomainSequence(Domain.B, sequencing.insPer(), realB, realA, poolB));
    }

    private Instanced chosen(Sample image) {
        Instanced largest = Instanced.of(image.largest(sequencing.insMax()));
        return sequencing.shuffled() ? largest.shuffled(random) : largest;
    }

    @Override
    public Map<String, FloatTensor> carried() {
        return new TreeMap<>(powerVectors);
    }

    /** One iteration; a step in which neither domain has an instance left is passed over. */
    private final class Steps implements Iteration {
        private final List<DomainSequence> domains;
        private int step = -1;

        Steps(DomainSequence a, DomainSequence b) {
            this.domains = List.of(a, b);
        }

        @Override
        public Optional<Feed> next() {
            int steps = sequencing.insMax() / sequencing.insPer();
            do {
                step++;
            } while (step < steps && domains.stream().noneMatch(domain -> domain.isActive(step)));
            return step < steps ? Optional.of(feed()) : Optional.empty();
        }

        private Feed feed() {
            Feed feed = new Feed();
            domains.forEach(domain -> domain.feed(step, feed));
            powerVectors.forEach(feed::put);
            return feed;
        }

        @Override
        public Set<Domain> take(Map<String, FloatTensor> outputs) {
            Set<Domain> active = EnumSet.noneOf(Domain.class);
            for (DomainSequence domain : domains) {
                if (domain.isActive(step)) {
                    active.add(domain.domain());
                    keepPowerVectors(InstaGan.discriminator(domain.domain()) + ".", outputs);
                    domain.take(outputs, step);
                }
            }
            return active;
        }

        private void keepPowerVectors(String network, Map<String, FloatTensor> outputs) {
            powerVectors.replaceAll((name, old) -> name.startsWith(network) ? outputs.get(name + NEXT) : old);
        }
    }
}

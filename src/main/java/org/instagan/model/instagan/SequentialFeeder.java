package org.instagan.model.instagan;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.instagan.data.Draws;
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
    private static final String POOL_A = "pool.A.";
    private static final String POOL_B = "pool.B.";
    // Random streams of an iteration.
    private static final int ORDER_A = 0;
    private static final int ORDER_B = 1;
    private static final int PICKS_A = 2;
    private static final int PICKS_B = 3;

    private final Sequencing sequencing;
    private final boolean oneMask;
    private final FakePool poolA;
    private final FakePool poolB;
    private final Map<String, FloatTensor> powerVectors;

    /**
     * @param oneMask whether an image's masks become one, their union, which every image has
     * @param carried spectral normalisation's {@code weight_u} ({@code weight_v} too where it is wanted), and the pools
     */
    SequentialFeeder(Sequencing sequencing, Map<String, FloatTensor> carried, boolean oneMask) {
        this.oneMask = oneMask;
        this.sequencing = sequencing;
        this.poolA = FakePool.from(sequencing.poolSize(), POOL_A, carried);
        this.poolB = FakePool.from(sequencing.poolSize(), POOL_B, carried);
        this.powerVectors = new TreeMap<>(carried);
        powerVectors.keySet().removeIf(name -> name.startsWith(POOL_A) || name.startsWith(POOL_B));
    }

    @Override
    public Iteration begin(int epoch, int index, List<Sample> a, List<Sample> b) {
        List<Instanced> realA = chosen(a, Draws.at(sequencing.seed(), epoch, index, ORDER_A));
        List<Instanced> realB = chosen(b, Draws.at(sequencing.seed(), epoch, index, ORDER_B));
        SplittableRandom picksA = Draws.at(sequencing.seed(), epoch, index, PICKS_A);
        SplittableRandom picksB = Draws.at(sequencing.seed(), epoch, index, PICKS_B);
        return new Steps(
                new DomainSequence(Domain.A, sequencing.insPer(), realA, realB, poolA.drawing(picksA)),
                new DomainSequence(Domain.B, sequencing.insPer(), realB, realA, poolB.drawing(picksB)));
    }

    private List<Instanced> chosen(List<Sample> images, SplittableRandom random) {
        if (oneMask) {
            return images.stream().map(Instanced::of).map(Instanced::united).toList();
        }
        return images.stream()
                .map(image -> Instanced.of(image.largest(sequencing.insMax())))
                .map(image -> sequencing.shuffled() ? image.shuffled(random) : image)
                .toList();
    }

    @Override
    public Map<String, FloatTensor> carried() {
        Map<String, FloatTensor> carried = new TreeMap<>(powerVectors);
        poolA.store(POOL_A, carried);
        poolB.store(POOL_B, carried);
        return carried;
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

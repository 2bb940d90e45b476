package org.instagan.model.instagan;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.instagan.data.Draws;
import org.instagan.data.Sample;
import org.instagan.model.Domain;
import org.instagan.model.Feed;
import org.instagan.model.Feeder;
import org.instagan.model.layer.Dropout;
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
    private static final int DROPOUT = 4;
    /** Of an image that is there to be fed. */
    private static final int SMALLEST = 32;

    private final Sequencing sequencing;
    private final Architecture architecture;
    private final boolean drops;
    private final FakePool poolA;
    private final FakePool poolB;
    private final Map<String, FloatTensor> powerVectors;

    /**
     * @param family whose networks may see an image's masks as one, their union, which every image has
     * @param carried spectral normalisation's {@code weight_u} ({@code weight_v} too where it is wanted), and the pools
     */
    SequentialFeeder(Sequencing sequencing, Map<String, FloatTensor> carried, InstaGan family) {
        this.architecture = family.architecture();
        this.drops = family.drops();
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
        int idle = Math.max(SMALLEST, 3 << architecture.design().discriminatorLayers());
        DomainSequence.Cut cut = new DomainSequence.Cut(sequencing.insPer(), idle);
        return new Steps(
                new DomainSequence(Domain.A, cut, realA, realB, poolA.drawing(picksA)),
                new DomainSequence(Domain.B, cut, realB, realA, poolB.drawing(picksB)),
                Draws.at(sequencing.seed(), epoch, index, DROPOUT));
    }

    private List<Instanced> chosen(List<Sample> images, SplittableRandom random) {
        if (architecture.networks().isOneMask()) {
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
        private final SplittableRandom random;
        private int step = -1;

        Steps(DomainSequence a, DomainSequence b, SplittableRandom random) {
            this.domains = List.of(a, b);
            this.random = random;
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
            if (drops) {
                float[] noise = Dropout.noise(largest(feed), random.split());
                feed.put(Dropout.INPUT, FloatTensor.of(noise, noise.length));
            }
            return feed;
        }

        /** Elements that a residual block has, at most: 4f channels of a quarter of each side, for images or masks. */
        private long largest(Feed feed) {
            return domains.stream()
                    .flatMap(d -> Stream.of(StepInput.IMAGE.of(d.domain()), StepInput.MASKS.of(d.domain())))
                    .map(name -> feed.floats(name).orElseThrow().shape())
                    .mapToLong(s -> s[0] * 4 * architecture.design().generatorFilters() * (s[2] / 4) * (s[3] / 4))
                    .max()
                    .orElseThrow();
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
            // An imported weight_v is of the weights before this step.
            powerVectors.keySet().removeIf(name -> name.startsWith(network) && !outputs.containsKey(name + NEXT));
            powerVectors.replaceAll((name, old) -> name.startsWith(network) ? outputs.get(name + NEXT) : old);
        }
    }
}

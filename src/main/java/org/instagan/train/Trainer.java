package org.instagan.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.weights.FloatTensor;

/**
 * The authors' training iteration: the masks of a pair of batches, in decreasing area or shuffled, cut into steps; each
 * step translates its masks on the image that the step before left, and updates all four networks.
 */
public final class Trainer {
    private static final String NEXT = ".next";

    private final StepRunner runner;
    private final Settings settings;
    private final SplittableRandom random;
    private final FakePool poolA;
    private final FakePool poolB;
    private final Map<String, FloatTensor> powerVectors = new HashMap<>();

    /**
     * How an iteration goes.
     *
     * @param insMax the largest instances of an image that take part
     * @param insPer of them in one step
     * @param shuffled whether they come in random order instead of decreasing area
     * @param poolSize earlier translations kept for each discriminator
     */
    public record Settings(int insMax, int insPer, boolean shuffled, int poolSize, long seed) {}

    /** @param powerVectors spectral normalisation's {@code weight_u} by name; {@code weight_v} too where it is wanted */
    public Trainer(StepRunner runner, Settings settings, Map<String, FloatTensor> powerVectors) {
        this.runner = runner;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.poolA = new FakePool(settings.poolSize(), random.split());
        this.poolB = new FakePool(settings.poolSize(), random.split());
        this.powerVectors.putAll(powerVectors);
    }

    /** One step: the domains that took part, and every output of its graph by name. */
    public record Step(List<String> active, Map<String, FloatTensor> values) {
        public float value(String name) {
            return values.get(name).data()[0];
        }

        public Losses losses() {
            return Losses.of(this);
        }
    }

    /**
     * Trains on one batch of each domain, as many images of A as of B, all of one size.
     *
     * @return the steps made; none where no image has an instance
     */
    public List<Step> iterate(List<Instanced> a, List<Instanced> b) {
        List<Instanced> realA = a.stream().map(this::chosen).toList();
        List<Instanced> realB = b.stream().map(this::chosen).toList();
        DomainSequence sequenceA = new DomainSequence("A", settings.insPer(), realA, realB, poolA);
        DomainSequence sequenceB = new DomainSequence("B", settings.insPer(), realB, realA, poolB);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < settings.insMax() / settings.insPer(); i++) {
            if (sequenceA.isActive(i) || sequenceB.isActive(i)) {
                steps.add(step(sequenceA, sequenceB, i));
            }
        }
        return steps;
    }

    private Instanced chosen(Instanced image) {
        Instanced largest = image.largest(settings.insMax());
        return settings.shuffled() ? largest.shuffled(random) : largest;
    }

    private Step step(DomainSequence a, DomainSequence b, int i) {
        Feed feed = new Feed();
        a.feed(i, feed);
        b.feed(i, feed);
        powerVectors.forEach(feed::put);
        Map<String, FloatTensor> values = runner.step(feed);
        List<String> active = new ArrayList<>();
        for (DomainSequence domain : List.of(a, b)) {
            if (domain.isActive(i)) {
                active.add(domain.name());
                keepPowerVectors("D_" + domain.name() + ".", values);
                domain.take(values.get(domain.name() + ".fake_image"), values.get(domain.name() + ".fake_masks"), i);
            }
        }
        return new Step(active, values);
    }

    private void keepPowerVectors(String network, Map<String, FloatTensor> values) {
        powerVectors.replaceAll((name, old) -> name.startsWith(network) ? values.get(name + NEXT) : old);
    }

    /** Spectral normalisation's vectors as they are now, by name. */
    public Map<String, FloatTensor> powerVectors() {
        return Map.copyOf(powerVectors);
    }
}

package org.instagan.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.instagan.tensor.FloatTensor;

/**
 * The authors' training iteration: the masks of a pair of batches, in decreasing area, cut into steps; each step
 * translates its masks on the image that the step before left, and updates all four networks.
 */
public final class Trainer {
    private static final String NEXT = ".next";

    private final StepRunner runner;
    private final int insMax;
    private final int insPer;
    private final FakePool poolA;
    private final FakePool poolB;
    private final Map<String, FloatTensor> powerVectors = new HashMap<>();

    /** @param powerVectors spectral normalisation's {@code weight_u}, by name; {@code weight_v} too where it is wanted */
    public Trainer(
            StepRunner runner, int insMax, int insPer, int poolSize, long seed, Map<String, FloatTensor> powerVectors) {
        this.runner = runner;
        this.insMax = insMax;
        this.insPer = insPer;
        this.poolA = new FakePool(poolSize, seed);
        this.poolB = new FakePool(poolSize, ~seed);
        this.powerVectors.putAll(powerVectors);
    }

    /** One step: which domains took part, every output of its graph by name. */
    public record Step(boolean activeA, boolean activeB, Map<String, FloatTensor> values) {
        public float value(String name) {
            return values.get(name).data()[0];
        }
    }

    public List<Step> iterate(List<Instanced> a, List<Instanced> b) {
        List<Instanced> realA = a.stream().map(i -> i.largest(insMax)).toList();
        List<Instanced> realB = b.stream().map(i -> i.largest(insMax)).toList();
        DomainSequence sequenceA = new DomainSequence("A", insPer, realA, realB, poolA);
        DomainSequence sequenceB = new DomainSequence("B", insPer, realB, realA, poolB);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < insMax / insPer; i++) {
            if (sequenceA.isActive(i) || sequenceB.isActive(i)) {
                steps.add(step(sequenceA, sequenceB, i));
            }
        }
        return steps;
    }

    private Step step(DomainSequence a, DomainSequence b, int i) {
        Feed feed = new Feed();
        a.feed(i, feed);
        b.feed(i, feed);
        powerVectors.forEach(feed::put);
        Map<String, FloatTensor> values = runner.step(feed);
        Step step = new Step(a.isActive(i), b.isActive(i), values);
        keepPowerVectors("D_A.", step.activeA(), values);
        keepPowerVectors("D_B.", step.activeB(), values);
        a.take(values.get("A.fake_image"), values.get("A.fake_masks"), i);
        b.take(values.get("B.fake_image"), values.get("B.fake_masks"), i);
        return step;
    }

    private void keepPowerVectors(String network, boolean active, Map<String, FloatTensor> values) {
        if (active) {
            powerVectors.replaceAll((name, old) -> name.startsWith(network) ? values.get(name + NEXT) : old);
        }
    }

    /** Spectral normalisation's vectors as they are now, by name. */
    public Map<String, FloatTensor> powerVectors() {
        return Map.copyOf(powerVectors);
    }
}

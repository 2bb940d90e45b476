package org.instagan.model.instagan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Earlier translations for the discriminator (arXiv 1612.07828, section 2.3): once full, half of the queries answer
 * with a stored one, which the fresh one replaces. Asked before the fresh one exists, told about it afterwards.
 */
final class FakePool {
    private final int capacity;
    private final SplittableRandom random;
    private final List<Instanced> stored = new ArrayList<>();

    FakePool(int capacity, SplittableRandom random) {
        this.capacity = capacity;
        this.random = random;
    }

    /** @param slot where the fresh one goes, -1 for nowhere; {@code earlier} is empty when the fresh one is to be used */
    record Pick(int slot, Optional<Instanced> earlier) {}

    Pick pick(int ahead) {
        if (stored.size() + ahead < capacity) {
            return new Pick(stored.size() + ahead, Optional.empty());
        }
        if (stored.isEmpty() || random.nextDouble() <= 0.5) {
            return new Pick(-1, Optional.empty());
        }
        int slot = random.nextInt(stored.size());
        return new Pick(slot, Optional.of(stored.get(slot)));
    }

    void keep(Pick pick, Instanced fresh) {
        if (pick.slot() < 0) {
            return;
        }
        if (pick.slot() >= stored.size()) {
            stored.add(fresh);
        } else {
            stored.set(pick.slot(), fresh);
        }
    }
}

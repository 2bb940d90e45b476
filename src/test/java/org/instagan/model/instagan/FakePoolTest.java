package org.instagan.model.instagan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FakePoolTest {
    private static Instanced image(float value) {
        return new Instanced(new float[] {value}, List.of(), 1, 1);
    }

    @Test
    void itFillsUpBeforeItGivesAnythingBack() {
        FakePool pool = new FakePool(3, new SplittableRandom(1));
        for (int i = 0; i < 3; i++) {
            FakePool.Pick pick = pool.pick(0);
            assertThat(pick.earlier()).isEmpty();
            pool.keep(pick, image(i));
        }
    }

    @Test
    void onceFullHalfOfTheAnswersAreEarlierOnesAndTheFreshOneTakesTheirPlace() {
        long seed = 5;
        FakePool pool = new FakePool(4, new SplittableRandom(seed));
        int earlier = 0;
        for (int i = 0; i < 2000; i++) {
            FakePool.Pick pick = pool.pick(0);
            if (pick.earlier().isPresent()) {
                earlier++;
                assertThat(pick.earlier().get().image()[0]).isLessThan(i);
            }
            pool.keep(pick, image(i));
        }
        // Binomial(1996, 1/2): five standard deviations are 112.
        assertThat(earlier).as("seed %d", seed).isBetween(886, 1110);
    }

    @Test
    void aPoolOfNothingPassesEverythingThrough() {
        FakePool pool = new FakePool(0, new SplittableRandom(1));
        for (int i = 0; i < 10; i++) {
            FakePool.Pick pick = pool.pick(0);
            assertThat(pick.earlier()).isEmpty();
            pool.keep(pick, image(i));
        }
    }
}

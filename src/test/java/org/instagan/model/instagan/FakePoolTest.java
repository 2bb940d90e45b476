package org.instagan.model.instagan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

final class FakePoolTest {
    private static Instanced image(float value) {
        return new Instanced(new float[] {value}, List.of(), 1, 1);
    }

    @Test
    void itFillsUpBeforeItGivesAnythingBack() {
        FakePool.Picking pool = new FakePool(3).drawing(new SplittableRandom(1));
        for (int i = 0; i < 3; i++) {
            FakePool.Pick pick = pool.pick(0);
            assertThat(pick.earlier()).isEmpty();
            pool.keep(pick, image(i));
        }
    }

    @Test
    void onceFullHalfOfTheAnswersAreEarlierOnesAndTheFreshOneTakesTheirPlace() {
        long seed = 5;
        FakePool.Picking pool = new FakePool(4).drawing(new SplittableRandom(seed));
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
        FakePool.Picking pool = new FakePool(0).drawing(new SplittableRandom(1));
        for (int i = 0; i < 10; i++) {
            FakePool.Pick pick = pool.pick(0);
            assertThat(pick.earlier()).isEmpty();
            pool.keep(pick, image(i));
        }
    }

    @Test
    void whatIsStoredComesBackInItsPlaces() {
        FakePool pool = new FakePool(3);
        Map<String, FloatTensor> none = new HashMap<>();
        pool.store("p.", none);
        assertThat(none).isEmpty();
        FakePool.Picking picking = pool.drawing(new SplittableRandom(1));
        for (int i = 0; i < 2; i++) {
            List<float[]> masks = i == 0 ? List.of() : List.of(new float[] {5, 6}, new float[] {7, 8});
            picking.keep(picking.pick(0), new Instanced(new float[] {i, 1, 2, 3, 4, 5}, masks, 1, 2));
        }
        Map<String, FloatTensor> stored = new HashMap<>();
        pool.store("p.", stored);
        assertThat(stored.get("p.images").shape()).containsExactly(2, 3, 1, 2);
        Map<String, FloatTensor> again = new HashMap<>();
        FakePool.from(3, "p.", stored).store("p.", again);
        assertThat(again).isEqualTo(stored);
    }
}

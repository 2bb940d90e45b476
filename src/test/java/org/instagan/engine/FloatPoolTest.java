package org.instagan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FloatPoolTest {
    @Test
    void keepsNoMoreThanWasInUseAtOnce() {
        FloatPool pool = new FloatPool();
        for (int floats = 1000; floats <= 64_000; floats *= 2) {
            pool.give(pool.take(floats)); // one at a time, each too large for the one before
        }
        assertThat(pool.kept()).isLessThanOrEqualTo(64_000);
        List<FloatBuffer> together = List.of(pool.take(1000), pool.take(64_000), pool.take(3000));
        together.forEach(pool::give);
        assertThat(pool.kept()).isBetween(64_000L, 68_000L);
    }

    @Test
    void givesOutAgainWhatFits() {
        FloatPool pool = new FloatPool();
        FloatBuffer first = pool.take(100);
        pool.give(first);
        FloatBuffer second = pool.take(80);
        second.put(0, 7);
        assertThat(second.remaining()).isEqualTo(80);
        assertThat(first.get(0)).isEqualTo(7);
    }
}

package org.instagan.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyNumberHasItsTurnOnce(int threads) {
        AtomicInteger calls = new AtomicInteger();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        try (Workers workers = new Workers(threads)) {
            for (int count : new int[] {0, 1, 3, 100}) {
                calls.set(0);
                seen.clear();
                workers.each(count, i -> {
                    calls.incrementAndGet();
                    seen.add(i);
                });
                assertThat(calls.get()).isEqualTo(count);
                assertThat(seen).hasSize(count);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFailureComesOutWhenNobodyWorksAnyMore(int failing) {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger running = new AtomicInteger();
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.each(2, i -> {
                        running.incrementAndGet();
                        both.countDown();
                        await(both);
                        running.decrementAndGet();
                        if (i == failing) {
                            throw new IllegalStateException("number " + i);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("number " + failing);
            assertThat(running.get()).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

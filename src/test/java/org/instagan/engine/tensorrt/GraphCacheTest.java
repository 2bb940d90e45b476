package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bookkeeping of CUDA graphs, with captures that are no graphs. */
final class GraphCacheTest {
    private final List<String> closed = new ArrayList<>();
    private final GraphCache<List<Binding>, GraphCache.Capture> cache = new GraphCache<>(2);

    private static List<Binding> key(long address, long... shape) {
        return List.of(Binding.input("x", address, shape), Binding.output("y", 99));
    }

    private void put(String name, List<Binding> key) {
        cache.put(key, () -> closed.add(name));
    }

    @Test
    void aShapeIsWorthCapturingTheSecondTime() {
        assertThat(cache.isWorthCapturing(key(1, 2, 3))).isFalse();
        assertThat(cache.isWorthCapturing(key(1, 2, 3))).isTrue();
    }

    @Test
    void anotherShapeOrAddressIsAnotherKey() {
        put("a", key(1, 2, 3));
        assertThat(cache.find(key(1, 2, 3))).isPresent();
        assertThat(cache.find(key(1, 3, 2))).isEmpty();
        assertThat(cache.find(key(2, 2, 3))).isEmpty();
    }

    @Test
    void theLeastRecentlyUsedGoesFirstAndIsClosed() {
        put("a", key(1, 1));
        put("b", key(1, 2));
        assertThat(cache.find(key(1, 1))).isPresent();
        put("c", key(1, 3));
        assertThat(closed).containsExactly("b");
        assertThat(cache.find(key(1, 2))).isEmpty();
        assertThat(cache.size()).isEqualTo(2);
        cache.close();
        assertThat(closed).containsExactlyInAnyOrder("a", "b", "c");
        cache.close();
        assertThat(closed).hasSize(3);
    }

    @Test
    void whatTakesAKeysPlaceClosesWhatWasThere() {
        put("a", key(1, 1));
        put("b", key(1, 1));
        assertThat(closed).containsExactly("a");
    }

    @Test
    void withoutRoomNothingIsCaptured() {
        GraphCache<String, GraphCache.Capture> none = new GraphCache<>(0);
        assertThat(none.isWorthCapturing("x")).isFalse();
        assertThat(none.isWorthCapturing("x")).isFalse();
    }

    @Test
    void whatWasSeenLongAgoIsForgotten() {
        assertThat(cache.isWorthCapturing(key(0, 1))).isFalse();
        for (int i = 1; i <= 16; i++) {
            cache.isWorthCapturing(key(i, 1));
        }
        assertThat(cache.isWorthCapturing(key(0, 1))).isFalse();
    }
}

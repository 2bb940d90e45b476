package org.instagan.engine.tensorrt;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.engine.Closing;

/**
 * What was captured, by what it was captured for: bounded, the least recently used goes first. A key is worth capturing
 * when it comes for the second time: most shapes of a folder of photographs never do.
 *
 * @param <K> what a capture holds for, with {@code equals}
 * @param <V> a capture; closed when it is dropped
 */
final class GraphCache<K, V extends GraphCache.Capture> implements AutoCloseable {
    private static final int SEEN_FOR_EACH = 8;

    private final int limit;
    private final Map<K, V> captures = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true);

    /** @param limit most captures held, or 0: nothing is ever worth capturing */
    GraphCache(int limit) {
        this.limit = limit;
    }

    /** Closing it throws nothing checked. */
    interface Capture extends AutoCloseable {
        @Override
        void close();
    }

    /** The capture for that key, which is now the most recently used. */
    Optional<V> find(K key) {
        return Optional.ofNullable(captures.get(key));
    }

    /** Whether a key without a capture was asked about before; remembers it. */
    boolean isWorthCapturing(K key) {
        if (limit == 0) {
            return false;
        }
        boolean known = seen.put(key, true) != null;
        dropEldest(seen, limit * SEEN_FOR_EACH);
        return known;
    }

    /** Holds a capture; the least recently used one is closed where there are too many. */
    void put(K key, V capture) {
        V old = captures.put(key, capture);
        if (old != null) {
            old.close();
        }
        seen.remove(key);
        if (captures.size() > limit) {
            Iterator<V> eldest = captures.values().iterator();
            V dropped = eldest.next();
            eldest.remove();
            dropped.close();
        }
    }

    int size() {
        return captures.size();
    }

    private static <T> void dropEldest(Map<T, Boolean> map, int most) {
        if (map.size() > most) {
            Iterator<T> eldest = map.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    @Override
    public void close() {
        List<V> held = new ArrayList<>(captures.values());
        captures.clear();
        seen.clear();
        Closing.all(held);
    }
}

package org.instagan.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.weights.FloatTensor;

/** The values of one step's inputs by name, on the Java heap. */
public final class Feed {
    private final Map<String, FloatTensor> floats = new HashMap<>();
    private final Map<String, long[]> longs = new HashMap<>();

    public void put(String name, FloatTensor value) {
        floats.put(name, value);
    }

    public void put(String name, List<Integer> values) {
        longs.put(name, values.stream().mapToLong(Integer::longValue).toArray());
    }

    /** The floats of an input; empty where it has none. */
    public Optional<FloatTensor> floats(String name) {
        return Optional.ofNullable(floats.get(name));
    }

    /** The indices of an input; empty where it has none. */
    public Optional<long[]> indices(String name) {
        return Optional.ofNullable(longs.get(name));
    }
}

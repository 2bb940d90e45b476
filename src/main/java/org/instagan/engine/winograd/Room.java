package org.instagan.engine.winograd;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Arrays to use again: they are large, and made for every call they would keep the garbage collector busy. What there is
 * is of one shape; the next shape drops it, and so does a heap that runs full. Safe for use by several threads.
 */
public final class Room {
    private final Map<Class<?>, Deque<SoftReference<Object>>> idle = new HashMap<>();
    private Object shape = "none";

    /** One of a kind for a shape, of any content. */
    synchronized <T> T take(Object wanted, Class<T> kind, Supplier<T> maker) {
        if (!wanted.equals(shape)) {
            idle.clear();
            shape = wanted;
        }
        Deque<SoftReference<Object>> ready = idle.computeIfAbsent(kind, k -> new ArrayDeque<>());
        while (!ready.isEmpty()) {
            Object one = ready.pop().get();
            if (one != null) {
                return kind.cast(one);
            }
        }
        return maker.get();
    }

    /** Takes it back; it is dropped where another shape came meanwhile. */
    synchronized void give(Object of, Object one) {
        if (of.equals(shape)) {
            idle.computeIfAbsent(one.getClass(), k -> new ArrayDeque<>()).push(new SoftReference<>(one));
        }
    }
}

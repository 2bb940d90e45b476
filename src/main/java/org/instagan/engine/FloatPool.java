package org.instagan.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct buffers to use again: the JVM frees one only when it collects garbage, and a service would pile
 * them up until then. Keeps no more than was in use at once, and at most 256 MB.
 */
public final class FloatPool {
    private static final long MOST_FLOATS = 64L << 20;

    private final List<FloatBuffer> free = new ArrayList<>();
    private long kept;
    private long out;
    private long mostOut;

    /** A buffer of exactly so many floats, of any content. */
    public synchronized FloatBuffer take(int floats) {
        int best = -1;
        for (int i = 0; i < free.size(); i++) {
            int capacity = free.get(i).capacity();
            boolean fits = capacity >= floats && capacity / 2 <= floats;
            if (fits && (best < 0 || capacity < free.get(best).capacity())) {
                best = i;
            }
        }
        FloatBuffer buffer = best < 0 ? allocate(floats) : free.remove(best);
        kept -= best < 0 ? 0 : buffer.capacity();
        out += buffer.capacity();
        mostOut = Math.max(mostOut, out);
        return buffer.clear().limit(floats);
    }

    /** Takes back what {@link #take} gave; nobody may use it any more. */
    public synchronized void give(FloatBuffer buffer) {
        out -= buffer.capacity();
        if (kept + buffer.capacity() + out <= Math.min(mostOut, MOST_FLOATS)) {
            free.add(buffer);
            kept += buffer.capacity();
        }
    }

    /** Floats that wait to be used again. */
    synchronized long kept() {
        return kept;
    }

    public static FloatBuffer allocate(int floats) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}

package org.instagan.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct buffers to use again: the JVM frees one only when its garbage collector comes by, and a service would pile
 * them up until then. Keeps a bounded number of bytes.
 */
public final class FloatPool {
    private static final long KEPT_FLOATS = 64L << 20;

    private final List<FloatBuffer> free = new ArrayList<>();
    private long kept;

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
        if (best < 0) {
            return allocate(floats);
        }
        FloatBuffer buffer = free.remove(best);
        kept -= buffer.capacity();
        return buffer.clear().limit(floats);
    }

    /** Takes back what {@link #take} gave; nobody may use it any more. */
    public synchronized void give(FloatBuffer buffer) {
        if (kept + buffer.capacity() <= KEPT_FLOATS) {
            free.add(buffer);
            kept += buffer.capacity();
        }
    }

    public static FloatBuffer allocate(int floats) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}

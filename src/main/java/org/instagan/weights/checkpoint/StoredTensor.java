package org.instagan.weights.checkpoint;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.instagan.weights.FloatTensor;

/** A float32 tensor in a mapped file; {@code bytes} is a view of just its data, little endian. */
record StoredTensor(long[] shape, ByteBuffer bytes) {
    private static final int CHUNK = 1 << 14;

    FloatTensor read() {
        float[] data = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(data);
        return new FloatTensor(shape, data);
    }

    boolean isFinite() {
        FloatBuffer values = bytes.asFloatBuffer();
        float[] chunk = new float[Math.min(CHUNK, values.remaining())];
        while (values.hasRemaining()) {
            int count = Math.min(chunk.length, values.remaining());
            values.get(chunk, 0, count);
            float sum = 0; // 0 times what is not finite is NaN
            for (int i = 0; i < count; i++) {
                sum += 0 * chunk[i];
            }
            if (sum != 0) {
                return false;
            }
        }
        return true;
    }
}

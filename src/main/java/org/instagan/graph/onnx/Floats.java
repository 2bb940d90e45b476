package org.instagan.graph.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.instagan.error.InputException;
import org.instagan.graph.ElementType;
import org.instagan.graph.Value;
import org.instagan.weights.Half;

/** Float tensors as ONNX stores them: little-endian, four bytes an element, or two in a FLOAT16 tensor. */
final class Floats {
    private Floats() {}

    /** @throws InputException when a FLOAT16 tensor cannot hold a number of {@code data} */
    static ByteString write(Value value, float[] data) {
        if (value.type() != ElementType.FLOAT16) {
            ByteBuffer bytes = ByteBuffer.allocate(data.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(data);
            return UnsafeByteOperations.unsafeWrap(bytes);
        }
        ByteBuffer bytes = ByteBuffer.allocate(data.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ShortBuffer halves = bytes.asShortBuffer();
        for (float x : data) {
            if (Half.overflows(x)) {
                throw new InputException("Weight '" + value.name() + "': holds " + x + ", a FLOAT16 at most "
                        + Half.MAX_VALUE + "; keep what reads it in FP32");
            }
            halves.put(Half.of(x));
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /** All of {@code data}, which is little-endian. */
    static float[] read(ElementType type, ByteBuffer data) {
        if (type != ElementType.FLOAT16) {
            FloatBuffer floats = data.asFloatBuffer();
            float[] out = new float[floats.remaining()];
            floats.get(out);
            return out;
        }
        ShortBuffer halves = data.asShortBuffer();
        float[] out = new float[halves.remaining()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Half.toFloat(halves.get(i));
        }
        return out;
    }
}

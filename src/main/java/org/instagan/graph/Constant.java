package org.instagan.graph;

/**
 * A value known when the graph is built: float32 data, or int64 data; exactly one of the two is set. Data of a FLOAT16
 * value is float32 here, and rounded where it is written.
 */
public record Constant(Value value, float[] floats, long[] longs) {
    public static Constant of(Value value, float[] data) {
        return new Constant(value, data.clone(), null);
    }

    public static Constant of(Value value, long[] data) {
        return new Constant(value, null, data.clone());
    }
}

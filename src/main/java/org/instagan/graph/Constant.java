package org.instagan.graph;

/** A value known when the graph is built. */
public record Constant(Value value, Data data) {

    /** @throws IllegalArgumentException when the data is not of the value's element type */
    public Constant {
        ElementType type = value.type();
        boolean fits = data instanceof Data.Floats
                ? type.isFloat()
                : data instanceof Data.Longs
                        ? type == ElementType.INT64 || type == ElementType.INT32
                        : type == ElementType.INT8 || type == ElementType.UINT8;
        if (!fits) {
            throw new IllegalArgumentException("Constant " + value + ": its data is of another element type");
        }
    }

    /** Elements in row-major order. The arrays are shared, not copied. */
    public sealed interface Data {
        /** Of FLOAT and FLOAT16; for the latter still float32, and rounded where it is written. */
        record Floats(float[] values) implements Data {}

        /** Of INT64, and of INT32, whose range they keep. */
        record Longs(long[] values) implements Data {}

        /** Of INT8 and UINT8, as their bits. */
        record Bytes(byte[] values) implements Data {}

        default int length() {
            if (this instanceof Floats f) {
                return f.values.length;
            }
            return this instanceof Longs l ? l.values.length : ((Bytes) this).values.length;
        }
    }

    public static Constant of(Value value, float[] data) {
        return new Constant(value, new Data.Floats(data.clone()));
    }

    public static Constant of(Value value, long[] data) {
        return new Constant(value, new Data.Longs(data.clone()));
    }

    public static Constant of(Value value, byte[] data) {
        return new Constant(value, new Data.Bytes(data.clone()));
    }

    /** Of an INT64 or INT32 constant. */
    public boolean isLongs() {
        return data instanceof Data.Longs;
    }

    /** @throws IllegalStateException unless {@link #isLongs} */
    public long[] longs() {
        if (data instanceof Data.Longs l) {
            return l.values();
        }
        throw new IllegalStateException("Constant " + value + ": holds no integers");
    }

    /** @throws IllegalStateException unless FLOAT or FLOAT16 */
    public float[] floats() {
        if (data instanceof Data.Floats f) {
            return f.values();
        }
        throw new IllegalStateException("Constant " + value + ": holds no floats");
    }

    /** Bytes that it takes in a file. */
    public long bytes() {
        return (long) data.length() * value.type().bytes();
    }
}

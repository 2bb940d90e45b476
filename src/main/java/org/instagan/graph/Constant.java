package org.instagan.graph;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A value known when the graph is built. */
public record Constant(Value value, Data data) {

    /** @throws IllegalArgumentException when the data is not of the value's element type */
    public Constant {
        ElementType type = value.type();
        boolean floats = data instanceof Data.Floats || data instanceof Data.Stored;
        boolean fits = floats
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

        /**
         * Of FLOAT, in a file, little-endian: nothing is read before it is asked for. The file has to stay as it is.
         *
         * @param offset in bytes, of the first one in the file
         */
        record Stored(Path file, long offset, int count) implements Data {
            private static final int PART = 1 << 16;

            void read(float[] into) {
                ByteBuffer part = ByteBuffer.allocate(PART).order(ByteOrder.LITTLE_ENDIAN);
                try (FileChannel channel = FileChannel.open(file)) {
                    for (int done = 0; done < count; done += part.limit() / Float.BYTES) {
                        part.clear().limit(Math.min(PART, (count - done) * Float.BYTES));
                        while (part.hasRemaining()) {
                            if (channel.read(part, offset + (long) done * Float.BYTES + part.position()) < 0) {
                                throw new EOFException("it is shorter than it was");
                            }
                        }
                        part.flip().asFloatBuffer().get(into, done, part.limit() / Float.BYTES);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(file + ": its weights cannot be read: " + e.getMessage(), e);
                }
            }
        }

        /** Of INT64, and of INT32, whose range they keep. */
        record Longs(long[] values) implements Data {}

        /** Of INT8 and UINT8, as their bits. */
        record Bytes(byte[] values) implements Data {}

        default int length() {
            if (this instanceof Floats f) {
                return f.values.length;
            }
            if (this instanceof Stored s) {
                return s.count;
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
        float[] read = new float[data.length()];
        floats(read);
        return read;
    }

    /**
     * Copies them into an array of that length.
     *
     * @throws IllegalStateException unless FLOAT or FLOAT16
     */
    public void floats(float[] into) {
        if (data instanceof Data.Floats f) {
            System.arraycopy(f.values(), 0, into, 0, into.length);
        } else if (data instanceof Data.Stored s) {
            s.read(into);
        } else {
            throw new IllegalStateException("Constant " + value + ": holds no floats");
        }
    }

    /** Bytes that it takes in a file. */
    public long bytes() {
        return (long) data.length() * value.type().bytes();
    }
}

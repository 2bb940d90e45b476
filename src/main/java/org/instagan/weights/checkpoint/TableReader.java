package org.instagan.weights.checkpoint;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A FlatBuffers table, read field by field. Every access is checked: damage shows as an {@link
 * IndexOutOfBoundsException} or an {@link IllegalArgumentException}, never as a large allocation.
 */
final class TableReader extends Table {
    /** A model has some hundred tensors; a reader of a table takes more memory than its four bytes in the file. */
    private static final int MAX_TABLES = 100_000;

    private TableReader(ByteBuffer buffer, int position) {
        if (position < 0 || position > buffer.limit() - Integer.BYTES) {
            throw new IndexOutOfBoundsException(position);
        }
        __reset(position, buffer);
    }

    static TableReader root(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new TableReader(bytes, bytes.getInt(0));
    }

    /** The field's place in the buffer, or 0 where the table leaves it at its default. */
    int place(int field) {
        int offset = __offset(Integer.BYTES + field * Short.BYTES);
        return offset == 0 ? 0 : bb_pos + offset;
    }

    boolean isTrue(int field) {
        int place = place(field);
        return place != 0 && bb.get(place) != 0;
    }

    int intValue(int field, int absent) {
        int place = place(field);
        return place == 0 ? absent : bb.getInt(place);
    }

    long longValue(int field, long absent) {
        int place = place(field);
        return place == 0 ? absent : bb.getLong(place);
    }

    /** The string, or an empty one. */
    String string(int field) {
        int place = place(field);
        return place == 0 ? "" : __string(place);
    }

    Optional<TableReader> table(int field) {
        int place = place(field);
        return place == 0 ? Optional.empty() : Optional.of(new TableReader(bb, __indirect(place)));
    }

    List<TableReader> tables(int field) {
        Vector vector = vector(field, Integer.BYTES);
        if (vector.length() > MAX_TABLES) {
            throw new IndexOutOfBoundsException(vector.length() + " tables in a row, expected at most " + MAX_TABLES);
        }
        List<TableReader> tables = new ArrayList<>();
        for (int i = 0; i < vector.length(); i++) {
            tables.add(new TableReader(bb, __indirect(vector.start() + i * Integer.BYTES)));
        }
        return tables;
    }

    long[] longs(int field) {
        Vector vector = vector(field, Long.BYTES);
        long[] values = new long[vector.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bb.getLong(vector.start() + i * Long.BYTES);
        }
        return values;
    }

    /** The bytes of a byte vector: a view, little endian. */
    ByteBuffer bytes(int field) {
        Vector vector = vector(field, 1);
        return bb.slice(vector.start(), vector.length()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Vector vector(int field, int elementBytes) {
        int place = place(field);
        if (place == 0) {
            return new Vector(0, 0);
        }
        int header = Math.addExact(place, bb.getInt(place));
        int length = bb.getInt(header);
        int start = header + Integer.BYTES;
        if (length < 0 || (long) length * elementBytes > bb.limit() - start) {
            throw new IndexOutOfBoundsException("a vector of " + length + " elements of " + elementBytes
                    + " bytes does not fit at byte " + start + " of " + bb.limit());
        }
        return new Vector(start, length);
    }

    private record Vector(int start, int length) {}
}

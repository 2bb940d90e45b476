package org.instagan.weights.checkpoint;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * Weights to a checkpoint, one tensor at a time. FlatBuffers' builder wants all of a buffer in memory; here it builds the
 * tables, in which every tensor's data is the same empty vector, and then each reference to that vector is set to a
 * place behind the tables, where the data follows.
 */
final class CheckpointEncoder {
    private static final int ALIGNMENT = 8;
    private static final long LIMIT = Integer.MAX_VALUE - 64L;

    private final Path path;
    private final NamedTensors weights;

    CheckpointEncoder(Path path, NamedTensors weights) {
        this.path = path;
        this.weights = weights;
    }

    void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer tables = tables();
        Map<String, Long> places = places(tables.remaining());
        refer(tables, places);
        long position = write(channel, tables);
        for (Map.Entry<String, Long> place : places.entrySet()) {
            FloatTensor tensor = weights.get(place.getKey());
            int gap = Math.toIntExact(place.getValue() - position);
            ByteBuffer bytes = ByteBuffer.allocate(gap + Integer.BYTES + bytes(tensor.shape()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.position(gap).putInt(bytes(tensor.shape()));
            bytes.asFloatBuffer().put(tensor.data());
            position += write(channel, bytes.rewind());
        }
    }

    private ByteBuffer tables() {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int empty = builder.createByteVector(new byte[0]);
        List<Integer> tensors = new ArrayList<>();
        weights.shapes().forEach((name, shape) -> tensors.add(tensor(builder, name, shape, empty)));
        int trainable = vector(builder, tensors);
        int frozen = vector(builder, List.of());
        builder.startTable(Schema.ModuleState.FIELDS);
        builder.addOffset(Schema.ModuleState.REQUIRES_GRAD_PARAMS, trainable, 0);
        builder.addOffset(Schema.ModuleState.FROZEN_PARAMS, frozen, 0);
        int module = builder.endTable();
        builder.startTable(Schema.Checkpoint.FIELDS);
        builder.addInt(Schema.Checkpoint.VERSION, Schema.VERSION, 0);
        builder.addOffset(Schema.Checkpoint.MODULE_STATE, module, 0);
        builder.finish(builder.endTable(), Schema.IDENTIFIER);
        return ByteBuffer.wrap(builder.sizedByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int tensor(FlatBufferBuilder builder, String name, long[] shape, int data) {
        builder.startVector(Long.BYTES, shape.length, Long.BYTES);
        for (int i = shape.length - 1; i >= 0; i--) {
            builder.addLong(shape[i]);
        }
        int dims = builder.endVector();
        int nameAt = builder.createString(name);
        builder.startTable(Schema.Tensor.FIELDS);
        builder.addOffset(Schema.Tensor.NAME, nameAt, 0);
        builder.addOffset(Schema.Tensor.DIMS, dims, 0);
        builder.addInt(Schema.Tensor.DATA_TYPE, Schema.FLOAT, 0);
        builder.addOffset(Schema.Tensor.RAW_DATA, data, 0);
        return builder.endTable();
    }

    private static int vector(FlatBufferBuilder builder, List<Integer> places) {
        return builder.createVectorOfTables(
                places.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Where each tensor's vector, its length first, is to begin: its data is aligned. */
    private Map<String, Long> places(long end) {
        Map<String, Long> places = new LinkedHashMap<>();
        long position = end;
        for (Map.Entry<String, long[]> tensor : weights.shapes().entrySet()) {
            long data = (position + Integer.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            places.put(tensor.getKey(), data - Integer.BYTES);
            position = data + FloatTensor.elements(tensor.getValue()) * Float.BYTES;
        }
        if (position > LIMIT) {
            throw new InputException(path + ": a checkpoint of " + position + " bytes: the format ends at " + LIMIT);
        }
        return places;
    }

    /** A reference is the distance from where it stands. */
    private static void refer(ByteBuffer tables, Map<String, Long> places) {
        TableReader module =
                TableReader.root(tables).table(Schema.Checkpoint.MODULE_STATE).orElseThrow();
        for (TableReader tensor : module.tables(Schema.ModuleState.REQUIRES_GRAD_PARAMS)) {
            int field = tensor.place(Schema.Tensor.RAW_DATA);
            long place = places.get(tensor.string(Schema.Tensor.NAME));
            tables.putInt(field, Math.toIntExact(place - field));
        }
    }

    private static int bytes(long[] shape) {
        return Math.toIntExact(FloatTensor.elements(shape) * Float.BYTES);
    }

    private static int write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return size;
    }
}

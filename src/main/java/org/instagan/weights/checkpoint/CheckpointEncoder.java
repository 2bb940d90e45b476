package org.instagan.weights.checkpoint;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.checkpoint.TrainingState.Adam;
import org.instagan.weights.checkpoint.TrainingState.OptimizerState;
import org.instagan.weights.checkpoint.TrainingState.Properties;

/**
 * {@link TrainingState} to bytes. FlatBuffers are written from their end, and children before the table that names
 * them: every method here returns the place of what it wrote.
 */
final class CheckpointEncoder {
    private static final int ALIGNMENT = 8;
    private static final long LIMIT = Integer.MAX_VALUE - 64L;
    /** More than a tensor needs beside its name and data, and more than all that is no tensor. */
    private static final long OVERHEAD = 256;

    private final TrainingState state;
    private final FlatBufferBuilder builder;

    CheckpointEncoder(Path path, TrainingState state) {
        this.state = state;
        long size = size(state);
        if (size > LIMIT) {
            throw new InputException(path + ": a checkpoint of " + size + " bytes: the format ends at " + LIMIT);
        }
        this.builder = new FlatBufferBuilder((int) size);
    }

    private static long size(TrainingState state) {
        Stream<Map.Entry<String, FloatTensor>> parameters =
                Stream.of(state.trainable(), state.frozen()).flatMap(m -> m.entrySet().stream());
        Stream<Map.Entry<String, FloatTensor>> moments = state.optimizer().moments().entrySet().stream()
                .flatMap(e ->
                        Stream.of(e.getValue().first(), e.getValue().second()).map(t -> Map.entry(e.getKey(), t)));
        return 4 * OVERHEAD
                + Stream.concat(parameters, moments)
                        .mapToLong(e -> OVERHEAD
                                + 3L * e.getKey().length()
                                + (long) e.getValue().data().length * Float.BYTES)
                        .sum();
    }

    ByteBuffer encode() {
        int module = module();
        int groups = state.optimizer().moments().isEmpty() ? 0 : vector(List.of(group(state.optimizer())));
        int bag = state.properties().equals(Properties.NONE) ? 0 : bag(state.properties());
        builder.startTable(Schema.Checkpoint.FIELDS);
        builder.addInt(Schema.Checkpoint.VERSION, Schema.VERSION, 0);
        builder.addOffset(Schema.Checkpoint.MODULE_STATE, module, 0);
        builder.addOffset(Schema.Checkpoint.OPTIMIZER_GROUPS, groups, 0);
        builder.addOffset(Schema.Checkpoint.PROPERTY_BAG, bag, 0);
        builder.finish(builder.endTable(), Schema.IDENTIFIER);
        return builder.dataBuffer();
    }

    private int module() {
        int trainable = tensors(state.trainable());
        int frozen = tensors(state.frozen());
        builder.startTable(Schema.ModuleState.FIELDS);
        builder.addOffset(Schema.ModuleState.REQUIRES_GRAD_PARAMS, trainable, 0);
        builder.addOffset(Schema.ModuleState.FROZEN_PARAMS, frozen, 0);
        return builder.endTable();
    }

    private int group(OptimizerState optimizer) {
        List<Integer> states = new ArrayList<>();
        optimizer.moments().forEach((name, adam) -> states.add(parameterState(name, adam)));
        int vector = vector(states);
        int name = builder.createString(Schema.GROUP);
        builder.startTable(Schema.OptimizerGroup.FIELDS);
        builder.addOffset(Schema.OptimizerGroup.GROUP_NAME, name, 0);
        builder.addLong(Schema.OptimizerGroup.STEP, optimizer.step(), 0);
        builder.addFloat(Schema.OptimizerGroup.INITIAL_LEARNING_RATE, optimizer.initialLearningRate(), 0);
        builder.addOffset(Schema.OptimizerGroup.OPTIMIZER_STATES, vector, 0);
        return builder.endTable();
    }

    private int parameterState(String parameter, Adam adam) {
        Map<String, FloatTensor> moments = new LinkedHashMap<>();
        moments.put(Schema.FIRST_MOMENT, adam.first());
        moments.put(Schema.SECOND_MOMENT, adam.second());
        int vector = tensors(moments);
        int name = builder.createString(parameter);
        builder.startTable(Schema.ParameterState.FIELDS);
        builder.addOffset(Schema.ParameterState.PARAM_NAME, name, 0);
        builder.addOffset(Schema.ParameterState.MOMENTUMS, vector, 0);
        return builder.endTable();
    }

    private int tensors(Map<String, FloatTensor> tensors) {
        List<Integer> places = new ArrayList<>();
        tensors.forEach((name, tensor) -> places.add(tensor(name, tensor)));
        return vector(places);
    }

    private int tensor(String name, FloatTensor tensor) {
        ByteBuffer bytes = builder.createUnintializedVector(1, tensor.data().length * Float.BYTES, ALIGNMENT);
        bytes.asFloatBuffer().put(tensor.data());
        int data = builder.endVector();
        builder.startVector(Long.BYTES, tensor.shape().length, Long.BYTES);
        for (int i = tensor.shape().length - 1; i >= 0; i--) {
            builder.addLong(tensor.shape()[i]);
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

    private int bag(Properties properties) {
        List<Integer> ints = new ArrayList<>();
        properties.ints().forEach((name, value) -> {
            startProperty(name);
            builder.addLong(Schema.Property.VALUE, value, 0);
            ints.add(builder.endTable());
        });
        List<Integer> floats = new ArrayList<>();
        properties.floats().forEach((name, value) -> {
            startProperty(name);
            builder.addFloat(Schema.Property.VALUE, value, 0);
            floats.add(builder.endTable());
        });
        List<Integer> strings = new ArrayList<>();
        properties.strings().forEach((name, value) -> {
            int text = builder.createString(value);
            startProperty(name);
            builder.addOffset(Schema.Property.VALUE, text, 0);
            strings.add(builder.endTable());
        });
        int intsAt = vector(ints);
        int floatsAt = vector(floats);
        int stringsAt = vector(strings);
        builder.startTable(Schema.PropertyBag.FIELDS);
        builder.addOffset(Schema.PropertyBag.INTS, intsAt, 0);
        builder.addOffset(Schema.PropertyBag.FLOATS, floatsAt, 0);
        builder.addOffset(Schema.PropertyBag.STRINGS, stringsAt, 0);
        return builder.endTable();
    }

    private void startProperty(String name) {
        int nameAt = builder.createString(name);
        builder.startTable(Schema.Property.FIELDS);
        builder.addOffset(Schema.Property.NAME, nameAt, 0);
    }

    private int vector(List<Integer> places) {
        return builder.createVectorOfTables(
                places.stream().mapToInt(Integer::intValue).toArray());
    }
}

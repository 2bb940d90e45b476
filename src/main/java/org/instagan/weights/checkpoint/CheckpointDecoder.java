package org.instagan.weights.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.checkpoint.TrainingState.Adam;
import org.instagan.weights.checkpoint.TrainingState.OptimizerState;
import org.instagan.weights.checkpoint.TrainingState.Properties;

/** Bytes to {@link TrainingState}. */
final class CheckpointDecoder {
    private final Path path;
    private final ByteBuffer buffer;
    /** Tensors may not hold more than the file does: overlapping ones are damage. */
    private long bytesLeft;

    CheckpointDecoder(Path path, ByteBuffer buffer) {
        this.path = path;
        this.buffer = buffer;
        this.bytesLeft = buffer.limit();
    }

    TrainingState decode() {
        TableReader root = TableReader.root(buffer);
        int version = root.intValue(Schema.Checkpoint.VERSION, 0);
        if (version != Schema.VERSION) {
            throw failure("checkpoint version " + version + ", expected " + Schema.VERSION);
        }
        TableReader module = root.table(Schema.Checkpoint.MODULE_STATE)
                .orElseThrow(() -> failure("checkpoint without a module state: it holds no parameters"));
        if (module.isTrue(Schema.ModuleState.IS_NOMINAL_STATE) || module.isTrue(Schema.ModuleState.HAS_EXTERNAL_DATA)) {
            throw failure("checkpoint without its parameters' values (nominal, or in another file)");
        }
        return new TrainingState(
                tensors(module, Schema.ModuleState.REQUIRES_GRAD_PARAMS),
                tensors(module, Schema.ModuleState.FROZEN_PARAMS),
                optimizer(root.tables(Schema.Checkpoint.OPTIMIZER_GROUPS)),
                root.table(Schema.Checkpoint.PROPERTY_BAG).map(this::properties).orElse(Properties.NONE));
    }

    private OptimizerState optimizer(List<TableReader> groups) {
        if (groups.isEmpty()) {
            return OptimizerState.NONE;
        }
        if (groups.size() > 1) {
            throw failure("checkpoint with " + groups.size() + " optimizer groups, expected one");
        }
        TableReader group = groups.get(0);
        Map<String, Adam> moments = new LinkedHashMap<>();
        for (TableReader state : group.tables(Schema.OptimizerGroup.OPTIMIZER_STATES)) {
            put(moments, state.string(Schema.ParameterState.PARAM_NAME), this::adam, state);
        }
        return new OptimizerState(
                group.longValue(Schema.OptimizerGroup.STEP, 0),
                group.floatValue(Schema.OptimizerGroup.INITIAL_LEARNING_RATE),
                moments);
    }

    private Adam adam(TableReader state) {
        Map<String, FloatTensor> moments = tensors(state, Schema.ParameterState.MOMENTUMS);
        FloatTensor first = moments.get(Schema.FIRST_MOMENT);
        FloatTensor second = moments.get(Schema.SECOND_MOMENT);
        if (first == null || second == null || moments.size() != 2) {
            throw failure("optimizer state of '" + state.string(Schema.ParameterState.PARAM_NAME) + "': expected "
                    + List.of(Schema.FIRST_MOMENT, Schema.SECOND_MOMENT) + ", got " + moments.keySet());
        }
        return new Adam(first, second);
    }

    private Properties properties(TableReader bag) {
        return new Properties(
                values(bag, Schema.PropertyBag.INTS, p -> p.longValue(Schema.Property.VALUE, 0)),
                values(bag, Schema.PropertyBag.FLOATS, p -> p.floatValue(Schema.Property.VALUE)),
                values(bag, Schema.PropertyBag.STRINGS, p -> p.string(Schema.Property.VALUE)));
    }

    private <T> Map<String, T> values(TableReader bag, int field, Function<TableReader, T> value) {
        Map<String, T> values = new LinkedHashMap<>();
        for (TableReader property : bag.tables(field)) {
            put(values, property.string(Schema.Property.NAME), value, property);
        }
        return values;
    }

    private Map<String, FloatTensor> tensors(TableReader owner, int field) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (TableReader tensor : owner.tables(field)) {
            put(tensors, tensor.string(Schema.Tensor.NAME), this::tensor, tensor);
        }
        return tensors;
    }

    private <T> void put(Map<String, T> map, String name, Function<TableReader, T> value, TableReader table) {
        if (name.isEmpty()) {
            throw failure("checkpoint is damaged: an entry without a name");
        }
        if (map.put(name, value.apply(table)) != null) {
            throw failure("checkpoint is damaged: '" + name + "' occurs twice");
        }
    }

    private FloatTensor tensor(TableReader tensor) {
        String name = tensor.string(Schema.Tensor.NAME);
        int type = tensor.intValue(Schema.Tensor.DATA_TYPE, 0);
        if (type != Schema.FLOAT) {
            throw failure("tensor '" + name + "': expected data type " + Schema.FLOAT + " (float), got " + type);
        }
        long[] shape = tensor.longs(Schema.Tensor.DIMS);
        ByteBuffer bytes = tensor.bytes(Schema.Tensor.RAW_DATA);
        bytesLeft -= bytes.remaining();
        if (bytesLeft < 0
                || Arrays.stream(shape).anyMatch(d -> d < 0)
                || Math.multiplyExact(FloatTensor.elements(shape), Float.BYTES) != bytes.remaining()) {
            throw failure("tensor '" + name + "': shape " + Arrays.toString(shape) + " does not hold "
                    + bytes.remaining() + " bytes: the checkpoint is damaged");
        }
        float[] data = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(data);
        return new FloatTensor(shape, data);
    }

    private InputException failure(String what) {
        return new InputException(path + ": " + what);
    }
}

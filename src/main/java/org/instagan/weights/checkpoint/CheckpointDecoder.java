package org.instagan.weights.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;

/** Bytes to {@link SessionState}: everything is checked, no tensor is read. */
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

    SessionState decode() {
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
        Map<String, StoredTensor> weights = tensors(module, Schema.ModuleState.REQUIRES_GRAD_PARAMS);
        List<TableReader> groups = root.tables(Schema.Checkpoint.OPTIMIZER_GROUPS);
        if (groups.size() > 1) {
            throw failure("checkpoint with " + groups.size() + " optimizer groups, expected one");
        }
        if (groups.isEmpty()) {
            return new SessionState(weights, Map.of(), 0);
        }
        TableReader group = groups.get(0);
        long step = group.longValue(Schema.OptimizerGroup.STEP, 0);
        if (step < 0) {
            throw failure("checkpoint is damaged: its optimizer has stepped " + step + " times");
        }
        return new SessionState(weights, moments(group, weights), step);
    }

    /** Two of each weight's shape, for every weight. */
    private Map<String, StoredTensor> moments(TableReader group, Map<String, StoredTensor> weights) {
        Map<String, Map<String, StoredTensor>> states = new LinkedHashMap<>();
        for (TableReader state : group.tables(Schema.OptimizerGroup.OPTIMIZER_STATES)) {
            put(states, state.string(Schema.ParameterState.PARAM_NAME), this::pair, state);
        }
        if (!states.keySet().equals(weights.keySet())) {
            throw failure("optimizer state of " + states.size() + " parameters, expected all " + weights.size());
        }
        Map<String, StoredTensor> moments = new LinkedHashMap<>();
        states.forEach((name, pair) -> pair.forEach((moment, tensor) -> {
            long[] expected = weights.get(name).shape();
            if (!Arrays.equals(tensor.shape(), expected)) {
                throw failure("optimizer state of '" + name + "': shape " + Arrays.toString(tensor.shape())
                        + ", the parameter has " + Arrays.toString(expected));
            }
            moments.put(name + "." + moment, tensor);
        }));
        return moments;
    }

    private Map<String, StoredTensor> pair(TableReader state) {
        Map<String, StoredTensor> moments = tensors(state, Schema.ParameterState.MOMENTUMS);
        if (!moments.keySet().equals(Set.of(Schema.FIRST_MOMENT, Schema.SECOND_MOMENT))) {
            throw failure("optimizer state of '" + state.string(Schema.ParameterState.PARAM_NAME) + "': expected "
                    + List.of(Schema.FIRST_MOMENT, Schema.SECOND_MOMENT) + ", got " + moments.keySet());
        }
        return moments;
    }

    private Map<String, StoredTensor> tensors(TableReader owner, int field) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
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

    private StoredTensor tensor(TableReader tensor) {
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
        return new StoredTensor(shape, bytes);
    }

    private InputException failure(String what) {
        return new InputException(path + ": " + what);
    }
}

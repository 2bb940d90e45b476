package org.instagan.weights.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.instagan.error.InputException;

/**
 * The mean of training sessions, weights and moments, by which local SGD joins its workers: checkpoints of one graph.
 * An iteration has as many steps as its images' instances need, so workers differ in them; the mean has the most, by which
 * Adam corrects its moments. Works in a copy of one file's bytes, so that the mean of one is that file.
 */
public final class CheckpointMean {
    private static final Path NAME = Path.of("a worker's checkpoint");

    private final byte[] file;
    private int count;

    private CheckpointMean(byte[] file, int count) {
        this.file = file;
        this.count = count;
    }

    /**
     * Of one session.
     *
     * @param file a checkpoint's bytes, which become the sum's
     */
    public static CheckpointMean of(byte[] file, int count) {
        return new CheckpointMean(file, count);
    }

    /** The sum's bytes, for another process to go on with. */
    public byte[] sum() {
        return file;
    }

    /** How many sessions are in it. */
    public int count() {
        return count;
    }

    /**
     * Adds others.
     *
     * @throws InputException when they have other tensors, moments among them
     */
    public CheckpointMean add(CheckpointMean other) {
        SessionState sums = state();
        SessionState more = other.state();
        setStep(Math.max(sums.step(), more.step()));
        Map<String, StoredTensor> added = more.tensors();
        sums.tensors().forEach((name, tensor) -> {
            StoredTensor term = added.get(name);
            if (term == null || term.bytes().remaining() != tensor.bytes().remaining()) {
                throw new InputException("tensor '" + name + "': the workers' checkpoints have different ones");
            }
            add(tensor.bytes(), term.bytes());
        });
        count += other.count;
        return this;
    }

    private void setStep(long step) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (TableReader group : TableReader.root(bytes).tables(Schema.Checkpoint.OPTIMIZER_GROUPS)) {
            int place = group.place(Schema.OptimizerGroup.STEP);
            if (place > 0) { // a number that is not 0 is stored
                bytes.putLong(place, step);
            }
        }
    }

    private static void add(ByteBuffer sum, ByteBuffer term) {
        ByteBuffer to = sum.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer from = term.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int at = to.position(); at < to.limit(); at += Float.BYTES) {
            to.putFloat(at, to.getFloat(at) + from.getFloat());
        }
    }

    /** The mean as a checkpoint's bytes. */
    public byte[] mean() {
        if (count > 1) {
            state().tensors().values().forEach(tensor -> {
                ByteBuffer values = tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
                for (int at = values.position(); at < values.limit(); at += Float.BYTES) {
                    values.putFloat(at, values.getFloat(at) / count);
                }
            });
            count = 1;
        }
        return file;
    }

    private SessionState state() {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        return new CheckpointDecoder(NAME, bytes).decode();
    }
}

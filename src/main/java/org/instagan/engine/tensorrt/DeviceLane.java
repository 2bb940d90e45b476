package org.instagan.engine.tensorrt;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.instagan.engine.Closing;

/**
 * What one sequence needs while it runs, and the next one after it: a stream, an execution context of each piece, and
 * the tensors on the GPU. For one thread at a time.
 */
final class DeviceLane implements AutoCloseable {
    private final int gpu;
    private final CUstream_st stream = new CUstream_st();
    private final WorkingPool.Room working;
    private final PieceRunner encoder;
    private final PieceRunner step;

    /** A group's masks, their features, and the indices of its steps. */
    final Slot masks = new Slot();

    final Slot features = new Slot();
    final Slot table = new Slot();

    /** A step's indices and masks: at the same addresses for all steps, so that one CUDA graph serves them. */
    final Slot indices = new Slot();

    final Slot masksOut = new Slot();

    /** What goes out when the group is done: its masks, and images as they become ready. */
    final Slot groupOut = new Slot();

    final Slot imagesOut = new Slot();
    private final Slot evenImages = new Slot();
    private final Slot oddImages = new Slot();
    private boolean odd;

    private DeviceLane(
            LoadedEngine encoder, LoadedEngine step, WorkingPool.Room working, TensorRtEngine.Options options) {
        this.gpu = options.gpu();
        // Capturing is not allowed on the default stream, and a non-blocking one does not wait for it.
        Natives.check(cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking), "Making a CUDA stream");
        this.working = working;
        // One working memory for both: they run one after the other on the stream.
        this.encoder = new PieceRunner(encoder, stream, working, options.graphs());
        this.step = new PieceRunner(step, stream, working, options.graphs());
    }

    static DeviceLane open(LoadedEngine encoder, LoadedEngine step, TensorRtEngine.Options options) {
        TensorRt.use(options.gpu());
        WorkingPool.Room working = WorkingPool.of(options.gpu()).open();
        try {
            return new DeviceLane(encoder, step, working, options);
        } catch (RuntimeException e) {
            working.close();
            throw e;
        }
    }

    /** To be called by the thread that goes on with it: CUDA chooses the GPU for each thread. */
    void use() {
        TensorRt.use(gpu);
    }

    Slot images() {
        return odd ? oddImages : evenImages;
    }

    Slot nextImages() {
        return odd ? evenImages : oddImages;
    }

    /** What the step put out becomes what the next one reads. */
    void advance() {
        odd = !odd;
    }

    /** @param profile number of the engines' optimization profile */
    void encode(int profile, List<Binding> bindings) {
        encoder.run(profile, bindings);
    }

    void step(int profile, List<Binding> bindings) {
        step.run(profile, bindings);
    }

    /** Copies floats to the GPU; their address there. The slot's last upload must have been waited for. */
    long upload(Slot slot, FloatBuffer from, int floats) {
        long bytes = (long) floats * Float.BYTES;
        ByteBuffer to = slot.buffer(bytes);
        to.asFloatBuffer().put(from.slice(from.position(), floats));
        return send(slot, bytes);
    }

    /** The same of indices. */
    long upload(Slot slot, long[] from) {
        long bytes = (long) from.length * Long.BYTES;
        slot.buffer(bytes).asLongBuffer().put(from);
        return send(slot, bytes);
    }

    private long send(Slot slot, long bytes) {
        long address = slot.device(bytes);
        CudaMemory.upload(slot.pinned(bytes), address, bytes, stream);
        return address;
    }

    /** Copies on the GPU. */
    void move(long from, long to, long bytes) {
        CudaMemory.move(from, to, bytes, stream);
    }

    /** Copies from the GPU into pinned room, where it is once the stream was waited for. */
    void download(long address, Memory.Block pinned, long offset, long bytes) {
        CudaMemory.download(address, pinned, offset, bytes, stream);
    }

    /** Overwrites floats on the GPU through pinned room, and waits until that is free again. */
    void overwrite(long address, Slot slot, FloatBuffer from, int floats) {
        long bytes = (long) floats * Float.BYTES;
        slot.buffer(bytes).asFloatBuffer().put(from.slice(from.position(), floats));
        CudaMemory.upload(slot.pinned(bytes), address, bytes, stream);
        await();
    }

    /** Ready for another sequence; what is on the stream is done. */
    void release() {
        await();
        odd = false;
        working.release();
    }

    /** Waits for all that is on the stream. */
    void await() {
        Natives.check(cudart.cudaStreamSynchronize(stream), "Waiting for the GPU");
    }

    /** Frees everything, also where the GPU is lost and each call fails. */
    @Override
    public void close() {
        List<AutoCloseable> owned = new ArrayList<>();
        owned.add(this::use);
        owned.add(() -> cudart.cudaStreamSynchronize(stream)); // its errors belong to the calls that made them
        owned.addAll(List.of(step, encoder));
        owned.addAll(List.of(masks, features, table, indices, masksOut, groupOut, imagesOut, evenImages, oddImages));
        owned.add(working);
        owned.add(() -> Natives.check(cudart.cudaStreamDestroy(stream), "Ending a CUDA stream"));
        Closing.all(owned);
    }
}

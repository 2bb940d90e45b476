package org.instagan.engine.tensorrt;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;

/**
 * What one sequence needs while it runs, and the next one after it: a stream, an execution context of each piece, and
 * the tensors on the GPU. For one thread at a time.
 */
final class DeviceLane implements AutoCloseable {
    private final int gpu;
    private final CUstream_st stream = new CUstream_st();
    private final Memory.Block working;
    private final PieceRunner encoder;
    private final PieceRunner step;

    final Slot masks = new Slot();
    final Slot features = new Slot();
    final Slot imageRows = new Slot();
    final Slot featureRows = new Slot();
    final Slot maskImage = new Slot();
    final Slot masksOut = new Slot();
    private Slot images = new Slot();
    private Slot nextImages = new Slot();

    private DeviceLane(LoadedEngine encoder, LoadedEngine step, Memory.Block working, TensorRtEngine.Options options) {
        this.gpu = options.gpu();
        // Capturing is not allowed on the default stream, and a non-blocking one does not wait for it.
        Natives.check(cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking), "Making a CUDA stream");
        this.working = working;
        this.encoder = new PieceRunner(encoder, stream, working, options.graphs());
        this.step = new PieceRunner(step, stream, working, options.graphs());
    }

    static DeviceLane open(LoadedEngine encoder, LoadedEngine step, TensorRtEngine.Options options) {
        TensorRt.use(options.gpu());
        // One for both: they run one after the other on the stream.
        Memory.Block working = Memory.DEVICE.allocate(Math.max(encoder.workingMemory(), step.workingMemory()));
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
        return images;
    }

    Slot nextImages() {
        return nextImages;
    }

    /** What the step put out becomes what the next one reads. */
    void advance() {
        Slot before = images;
        images = nextImages;
        nextImages = before;
    }

    void encode(List<Binding> bindings) {
        encoder.run(bindings);
    }

    void step(List<Binding> bindings) {
        step.run(bindings);
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

    /** Copies floats from the GPU through the slot's pinned room, once all before it on the stream is done. */
    void download(long address, Slot slot, int floats, FloatBuffer to) {
        long bytes = (long) floats * Float.BYTES;
        CudaMemory.download(address, slot.pinned(bytes), bytes, stream);
        await();
        to.put(slot.buffer(bytes).asFloatBuffer());
    }

    /** Overwrites floats on the GPU through the slot's pinned room, and waits until that is free again. */
    void overwrite(long address, Slot slot, FloatBuffer from, int floats) {
        long bytes = (long) floats * Float.BYTES;
        slot.buffer(bytes).asFloatBuffer().put(from.slice(from.position(), floats));
        CudaMemory.upload(slot.pinned(bytes), address, bytes, stream);
        await();
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
        owned.addAll(List.of(masks, features, imageRows, featureRows, maskImage, masksOut, images, nextImages));
        owned.add(working);
        owned.add(() -> Natives.check(cudart.cudaStreamDestroy(stream), "Ending a CUDA stream"));
        Closing.all(owned);
    }
}

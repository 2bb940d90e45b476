package org.instagan.engine.tensorrt;

import java.nio.ByteBuffer;
import java.util.List;
import org.instagan.engine.Closing;

/**
 * Room for one tensor on the GPU, and where it passes through, pinned on the host. It grows with what it is asked for
 * and never shrinks, so that equal calls find equal addresses.
 */
final class Slot implements AutoCloseable {
    private final Memory gpu;
    private final Memory host;
    private Memory.Block device;
    private Memory.Block pinned;

    Slot() {
        this(Memory.DEVICE, Memory.PINNED);
    }

    Slot(Memory gpu, Memory host) {
        this.gpu = gpu;
        this.host = host;
    }

    /** The address of so many bytes on the GPU; growing loses what was there. */
    long device(long bytes) {
        if (device == null || device.size() < bytes) {
            closeDevice();
            device = gpu.allocate(bytes);
        }
        return device.address();
    }

    /** So many pinned bytes. */
    Memory.Block pinned(long bytes) {
        if (pinned == null || pinned.size() < bytes) {
            closePinned();
            pinned = host.allocate(bytes);
        }
        return pinned;
    }

    /** The pinned bytes as a buffer, in native order. */
    ByteBuffer buffer(long bytes) {
        return CudaMemory.view(pinned(bytes)).limit(Math.toIntExact(bytes));
    }

    private void closeDevice() {
        if (device != null) {
            device.close();
            device = null;
        }
    }

    private void closePinned() {
        if (pinned != null) {
            pinned.close();
            pinned = null;
        }
    }

    @Override
    public void close() {
        Closing.all(List.of(this::closeDevice, this::closePinned));
    }
}

package org.instagan.engine.tensorrt;

import java.util.concurrent.atomic.AtomicLong;
import org.instagan.error.EnvironmentException;

/**
 * Native memory by the byte: who asks for a block owns it, gives it back once, and what is out is counted. The counts
 * are of the process, so that a test or a service can see that nothing is left behind.
 */
final class Memory {
    /** On the GPU. */
    static final Memory DEVICE = new Memory("GPU memory", new CudaMemory.Device());

    /** On the host, in pages that the GPU can reach by itself. */
    static final Memory PINNED = new Memory("pinned host memory", new CudaMemory.Pinned());

    private final String what;
    private final Source source;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong blocks = new AtomicLong();

    Memory(String what, Source source) {
        this.what = what;
        this.source = source;
    }

    /** Where the bytes come from. */
    interface Source {
        /** The address of a new block, or 0 where there is not enough memory. */
        long allocate(long bytes);

        void free(long address);
    }

    /** Bytes that are out. */
    long inUse() {
        return bytes.get();
    }

    long blocksInUse() {
        return blocks.get();
    }

    /** @throws EnvironmentException where that much is not free */
    Block allocate(long size) {
        // A size of 0 has no address, and TensorRT takes none for an empty tensor.
        long least = Math.max(1, size);
        long address = source.allocate(least);
        if (address == 0) {
            throw new EnvironmentException(
                    what + ": cannot allocate " + size / (1 << 20) + " MiB more, this process holds "
                            + inUse() / (1 << 20)
                            + " MiB; translate smaller images, fewer at a time, or encode fewer masks at a time");
        }
        bytes.addAndGet(least);
        blocks.incrementAndGet();
        return new Block(this, address, least);
    }

    /** A range of addresses with one owner. */
    static final class Block implements AutoCloseable {
        private final Memory memory;
        private final long address;
        private final long size;
        private boolean closed;

        private Block(Memory memory, long address, long size) {
            this.memory = memory;
            this.address = address;
            this.size = size;
        }

        /** @throws IllegalStateException after closing */
        long address() {
            if (closed) {
                throw new IllegalStateException("a block of " + memory.what + " is used after it was given back");
            }
            return address;
        }

        long size() {
            return size;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                memory.bytes.addAndGet(-size);
                memory.blocks.decrementAndGet();
                memory.source.free(address);
            }
        }
    }
}

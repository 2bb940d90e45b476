package org.instagan.engine.tensorrt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** CUDA's allocators, and copies between their blocks. */
final class CudaMemory {
    private CudaMemory() {}

    /** A pointer to an address that somebody else owns: nothing is freed when it is collected. */
    static Pointer at(long address) {
        return new Borrowed(address);
    }

    private static final class Borrowed extends Pointer {
        Borrowed(long address) {
            this.address = address;
        }
    }

    /** A view of a pinned block. */
    static ByteBuffer view(Memory.Block block) {
        BytePointer bytes = new BytePointer(at(block.address())).capacity(block.size());
        return bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    static void upload(Memory.Block pinned, long device, long bytes, CUstream_st stream) {
        copy(at(device), at(pinned.address()), bytes, cudart.cudaMemcpyHostToDevice, stream, "Copying to the GPU");
    }

    static void download(long device, Memory.Block pinned, long offset, long bytes, CUstream_st stream) {
        copy(
                at(pinned.address() + offset),
                at(device),
                bytes,
                cudart.cudaMemcpyDeviceToHost,
                stream,
                "Copying from the GPU");
    }

    /** Within the GPU. */
    static void move(long from, long to, long bytes, CUstream_st stream) {
        copy(at(to), at(from), bytes, cudart.cudaMemcpyDeviceToDevice, stream, "Copying on the GPU");
    }

    private static void copy(Pointer to, Pointer from, long bytes, int kind, CUstream_st stream, String what) {
        Natives.check(cudart.cudaMemcpyAsync(to, from, bytes, kind, stream), what);
    }

    /** {@code cudaMalloc}. */
    static final class Device implements Memory.Source {
        @Override
        public long allocate(long bytes) {
            Pointer out = new Pointer();
            return address(cudart.cudaMalloc(out, bytes), out, "Allocating GPU memory");
        }

        @Override
        public void free(long address) {
            Natives.check(cudart.cudaFree(at(address)), "Freeing GPU memory");
        }
    }

    /** {@code cudaHostAlloc}. */
    static final class Pinned implements Memory.Source {
        @Override
        public long allocate(long bytes) {
            Pointer out = new Pointer();
            int code = cudart.cudaHostAlloc(out, bytes, cudart.cudaHostAllocDefault);
            return address(code, out, "Allocating pinned memory");
        }

        @Override
        public void free(long address) {
            Natives.check(cudart.cudaFreeHost(at(address)), "Freeing pinned memory");
        }
    }

    private static long address(int code, Pointer out, String what) {
        if (code == cudart.cudaErrorMemoryAllocation) {
            // The error sticks to the thread otherwise, and the next call would report it again.
            cudart.cudaGetLastError();
            return 0;
        }
        Natives.check(code, what);
        return out.address();
    }
}

package org.instagan.engine.tensorrt;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.instagan.error.DeviceLostException;
import org.instagan.platform.CudaErrors;

/** What every native call passes through: CUDA's return codes and TensorRT's pointers become exceptions. */
final class Natives {
    /** TensorRT's factories have answered with small numbers instead of null where they failed; using one crashes. */
    private static final long LOWEST_ADDRESS = 0x10000;

    private Natives() {}

    /**
     * @throws DeviceLostException where the GPU cannot be used any more
     * @throws TensorRtFailure where a CUDA call did not succeed otherwise
     */
    static void check(int code, String what) {
        if (code != cudart.cudaSuccess) {
            throw failure(
                    code,
                    what + ": " + cudart.cudaGetErrorString(code).getString() + " ("
                            + cudart.cudaGetErrorName(code).getString() + ")");
        }
    }

    static RuntimeException failure(int code, String message) {
        return CudaErrors.isSticky(code) ? new DeviceLostException(message, null) : new TensorRtFailure(message);
    }

    /**
     * Where TensorRT refused to put work on a stream.
     *
     * @throws DeviceLostException where that is because the GPU is lost, which TensorRT does not say
     */
    static void requireEnqueued(boolean succeeded, String what) {
        if (!succeeded) {
            check(cudart.cudaPeekAtLastError(), what);
            throw failed(what);
        }
    }

    /** @throws TensorRtFailure with what TensorRT logged, where the pointer is none */
    static <T extends Pointer> T need(T pointer, String what) {
        if (!isValid(pointer)) {
            throw failed(what);
        }
        return pointer;
    }

    /** @throws TensorRtFailure with what TensorRT logged, where the call said no */
    static void require(boolean succeeded, String what) {
        if (!succeeded) {
            throw failed(what);
        }
    }

    static TensorRtFailure failed(String what) {
        return new TensorRtFailure(what + " failed: " + Explanation.ofBuild(TensorRtLog.INSTANCE.drain()));
    }

    static boolean isValid(Pointer pointer) {
        return pointer != null && Long.compareUnsigned(pointer.address(), LOWEST_ADDRESS) >= 0;
    }

    static Dims64 dims(long... sizes) {
        Dims64 dims = new Dims64();
        dims.nbDims(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            dims.d(i, sizes[i]);
        }
        return dims;
    }
}

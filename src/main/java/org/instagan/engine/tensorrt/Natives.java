package org.instagan.engine.tensorrt;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.Dims64;

/** What every native call passes through: CUDA's return codes and TensorRT's pointers become exceptions. */
final class Natives {
    /** TensorRT's factories have answered with small numbers instead of null where they failed; using one crashes. */
    private static final long LOWEST_ADDRESS = 0x10000;

    private Natives() {}

    /** @throws TensorRtFailure where a CUDA call did not succeed */
    static void check(int code, String what) {
        if (code != cudart.cudaSuccess) {
            throw new TensorRtFailure(
                    what + ": " + cudart.cudaGetErrorString(code).getString() + " ("
                            + cudart.cudaGetErrorName(code).getString() + ")");
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

package org.instagan.engine.tensorrt;

import org.instagan.error.NativeFailure;

/** TensorRT or CUDA failed at something that the user's input does not explain. */
public final class TensorRtFailure extends NativeFailure {
    private static final long serialVersionUID = 1L;

    public TensorRtFailure(String message) {
        super(message);
    }

    public TensorRtFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.instagan.platform.ort;

import org.instagan.error.NativeFailure;

/** ONNX Runtime failed at something that the user's input does not explain; the cause is its own exception. */
public final class OrtFailure extends NativeFailure {
    private static final long serialVersionUID = 1L;

    public OrtFailure(String what, Throwable cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}

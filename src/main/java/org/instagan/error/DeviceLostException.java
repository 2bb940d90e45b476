package org.instagan.error;

/**
 * A GPU failed in a way that lasts as long as the process: after an illegal address, say, every call of CUDA's gives the
 * same error. Only a new process can use the GPU again.
 */
public final class DeviceLostException extends NativeFailure {
    private static final long serialVersionUID = 1L;

    public DeviceLostException(String message, Throwable cause) {
        super(message + "; the GPU is lost to this process, start it again", cause);
    }
}

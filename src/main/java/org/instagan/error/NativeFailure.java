package org.instagan.error;

/**
 * A native library failed at something that the user's input does not explain; the cause is its own exception where it
 * has one. The command line exits with 1.
 */
public class NativeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NativeFailure(String message) {
        super(message);
    }

    public NativeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

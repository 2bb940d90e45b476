package org.instagan.infer;

/** The runtime failed at something that its inputs do not explain; the cause is the runtime's own exception. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InferenceException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}

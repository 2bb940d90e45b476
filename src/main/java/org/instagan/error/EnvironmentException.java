package org.instagan.error;

/**
 * The machine cannot do now what was rightly asked of it: a disk is full or not writable, a GPU's memory is taken. One
 * line that says where and what to do. The command line exits with 1, a server answers 503.
 */
public final class EnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EnvironmentException(String message) {
        super(message);
    }

    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}

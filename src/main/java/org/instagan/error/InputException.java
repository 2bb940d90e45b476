package org.instagan.error;

/**
 * The user's mistake: one line that says where, what was found, what was expected and what to do. The command line
 * prints the message alone and exits with 2.
 */
public final class InputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}

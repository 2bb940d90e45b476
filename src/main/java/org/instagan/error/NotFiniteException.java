package org.instagan.error;

/**
 * A model's result is NaN or infinite: its weights are damaged, or float16 does not hold its values. The command line
 * exits with 1, a server answers 500.
 */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) {
        super(message);
    }
}

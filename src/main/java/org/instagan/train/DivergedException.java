package org.instagan.train;

/** A loss became NaN or infinite, so the run stopped. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }
}

package org.instagan.model;

/** Which way a generator translates; its name is that of the exported file without an ending. */
public enum Direction {
    A2B(Domain.A),
    B2A(Domain.B);

    private final Domain source;

    Direction(Domain source) {
        this.source = source;
    }

    public static Direction from(Domain source) {
        return source == Domain.A ? A2B : B2A;
    }

    public Domain source() {
        return source;
    }

    public Domain target() {
        return source.other();
    }

    /** {@code A2B.onnx}. */
    public String file() {
        return name() + ".onnx";
    }

    /** {@code A to B}. */
    @Override
    public String toString() {
        return source() + " to " + target();
    }
}

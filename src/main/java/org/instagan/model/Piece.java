package org.instagan.model;

/** What of a generator an exported file holds. */
public enum Piece {
    /** All of it, for any runtime: one call is one sequential step. */
    WHOLE("translation", ".onnx"),
    /** Masks to their features, which no image has a part in: once for all masks of a request. */
    MASK_ENCODER("mask_encoder", ".masks.onnx"),
    /** One sequential step over features that are there already. */
    STEP("sequential_step", ".step.onnx");

    private final String kind;
    private final String suffix;

    Piece(String kind, String suffix) {
        this.kind = kind;
        this.suffix = suffix;
    }

    /** The model's kind in its metadata. */
    public String kind() {
        return kind;
    }

    /** How the file's name goes on after the direction: {@code A2B.step.onnx}. */
    public String suffix() {
        return suffix;
    }
}

package org.instagan.model;

import java.nio.file.Path;

/** What of a generator an exported file holds. */
public enum Piece {
    /** All of it, for any runtime: one call is one sequential step. */
    WHOLE("translation", ".onnx"),
    /** Masks to their features, which no image has a part in: once for all masks of a request. */
    MASK_ENCODER("mask_encoder", ".masks.onnx"),
    /** One sequential step over features that are there already. */
    STEP("sequential_step", ".step.onnx"),
    /** All steps of all instances in one call, for any runtime; exported where it is asked for. */
    SEQUENCE("sequence", ".sequence.onnx");

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

    /**
     * The file of this piece.
     *
     * @param model the whole generator's, {@code A2B.onnx}
     */
    public Path beside(Path model) {
        return model.resolveSibling(stem(model) + suffix);
    }

    /** {@code A2B} of {@code A2B.onnx}. */
    public static String stem(Path model) {
        String name = model.getFileName().toString();
        return name.endsWith(WHOLE.suffix) ? name.substring(0, name.length() - WHOLE.suffix.length()) : name;
    }
}

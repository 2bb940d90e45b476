package org.instagan.model;

import java.util.Locale;

/** What a model computes in. */
public enum Precision {
    FP32,
    /** FP16, but for what overflows or loses too much in it. */
    FP16,
    /** INT8 products of the inner convolutions; the first and last ones and the normalisations in FP32. */
    INT8;

    /** As in metadata and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.instagan.bench;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a request spends its time on; every moment of it belongs to one of the first five. */
public enum Phase {
    /** 8-bit images and masks to floats. */
    PREPROCESS("preprocess"),
    /** Into the engine's buffers: what lies on the host before the engine takes the batch in or encodes masks. */
    HOST_TO_DEVICE("host to device"),
    /** The engine's calls that encode masks and make a step. */
    COMPUTE("compute"),
    /** The engine's results into the caller's buffers and arrays. */
    DEVICE_TO_HOST("device to host"),
    /** Floats to 8-bit images and masks. */
    POSTPROCESS("postprocess"),
    /** All of them. */
    END_TO_END("end to end");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** As in JSON and CSV. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.instagan.engine.tensorrt;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.tensorrt.global.nvinfer.HardwareCompatibilityLevel;
import org.instagan.error.InputException;

/** On which GPUs but its own an engine may run. */
public enum HardwareCompatibility {
    /** On its own model only. */
    NONE("none", "kNONE"),
    /** On Ampere and everything later. */
    AMPERE_PLUS("ampere+", "kAMPERE_PLUS"),
    /** On GPUs of the same compute capability. */
    SAME_CC("same-cc", "kSAME_COMPUTE_CAPABILITY");

    private static final int AMPERE = 80;

    private final String text;
    private final String constant;

    HardwareCompatibility(String text, String constant) {
        this.text = text;
        this.constant = constant;
    }

    /** @throws InputException for any other text than those on the command line */
    public static HardwareCompatibility parse(String text) {
        return Stream.of(values())
                .filter(v -> v.text.equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new InputException("hardware-compat " + text + ": expected one of " + List.of(values())));
    }

    /**
     * TensorRT's own constant, by name: not every version has every level.
     *
     * @throws InputException where this one does not
     */
    HardwareCompatibilityLevel level() {
        return Stream.of(HardwareCompatibilityLevel.values())
                .filter(level -> level.name().equals(constant))
                .findFirst()
                .orElseThrow(() ->
                        new InputException("hardware-compat " + text + ": this version of TensorRT does not have it"));
    }

    boolean allows(Host built, Host here) {
        return switch (this) {
            case NONE -> built.capability() == here.capability() && built.gpu().equals(here.gpu());
            case SAME_CC -> built.capability() == here.capability();
            case AMPERE_PLUS -> here.capability() >= AMPERE;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}

package org.instagan.model.instagan;

import org.instagan.model.Domain;

/** What a sequential step makes of one domain, besides its losses. */
public enum StepOutput {
    /** {@code [B,3,H,W]}. */
    FAKE_IMAGE("fake_image"),
    /** {@code [M,1,H,W]}. */
    FAKE_MASKS("fake_masks"),
    /** {@code [B,3,H,W]}, there and back; an output of exposed graphs only. */
    RECONSTRUCTED_IMAGE("reconstructed_image"),
    /** {@code [M,1,H,W]}, likewise. */
    RECONSTRUCTED_MASKS("reconstructed_masks");

    private final String suffix;

    StepOutput(String suffix) {
        this.suffix = suffix;
    }

    /** The graph's output. */
    public String of(Domain domain) {
        return domain + "." + suffix;
    }
}

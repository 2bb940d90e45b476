package org.instagan.model.instagan;

import org.instagan.model.Domain;

/** What one domain brings to a sequential step, as {@link StepInputs} describes it; the graph and its feed share these. */
enum StepInput {
    IMAGE("image"),
    MASKS("masks"),
    MASK_IMAGE("mask_image"),
    WEIGHT("weight"),
    LIBRARY("library"),
    FAKE_SELECT("fake_select"),
    FAKE_MASK_IMAGE("fake_mask_image"),
    FAKE_CALL("fake_call"),
    REAL("real"),
    POOLED("pooled"),
    FRESH("fresh"),
    JUDGED_SELECT("judged_select"),
    JUDGED_MASK_IMAGE("judged_mask_image"),
    JUDGED_CALL("judged_call"),
    JUDGED_IMAGE_CALL("judged_image_call"),
    JUDGED_TARGET("judged_target"),
    JUDGED_WEIGHT("judged_weight"),
    CALLS("calls");

    private final String suffix;

    StepInput(String suffix) {
        this.suffix = suffix;
    }

    /** The graph's input. */
    String of(Domain domain) {
        return domain + "." + suffix;
    }
}

package org.instagan.model.layer;

/** What follows a convolution before its activation, by the names of the authors' {@code norm}. */
public enum Norm {
    /** Each channel of each image to mean 0 and variance 1. */
    INSTANCE,
    /**
     * The same, then a learned scale and shift for each channel: batch normalisation over batches of one image, to which
     * it is restricted here.
     */
    BATCH,
    /** Nothing. */
    NONE;

    /** Whether the convolution before it has a bias of its own. */
    boolean leavesBias() {
        return this != BATCH;
    }
}

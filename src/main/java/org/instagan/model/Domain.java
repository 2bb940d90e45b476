package org.instagan.model;

/** The two sides of an unpaired data set. */
public enum Domain {
    A,
    B;

    public Domain other() {
        return this == A ? B : A;
    }
}

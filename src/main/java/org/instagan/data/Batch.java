package org.instagan.data;

import java.util.List;

/** Samples of both domains, as many of A as of B. */
public record Batch(List<Sample> a, List<Sample> b) {

    public Batch {
        a = List.copyOf(a);
        b = List.copyOf(b);
    }
}

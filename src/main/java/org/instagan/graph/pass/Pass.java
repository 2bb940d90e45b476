package org.instagan.graph.pass;

/** Makes another program of a program: FP16, weights cut in advance, and whatever else an export wants. */
@FunctionalInterface
public interface Pass {
    Program apply(Program program);

    /** This one, then the other. */
    default Pass then(Pass next) {
        return program -> next.apply(apply(program));
    }
}

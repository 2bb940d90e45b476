package org.instagan.engine;

import java.util.Collection;

/** Closes what belongs together. */
public final class Closing {
    private Closing() {}

    /** Closes each, whatever happens to those before it; the first failure is thrown then, with the others in it. */
    public static void all(Collection<? extends AutoCloseable> owned) {
        RuntimeException first = null;
        for (AutoCloseable one : owned) {
            try {
                one.close();
            } catch (Exception e) {
                RuntimeException failure =
                        e instanceof RuntimeException r ? r : new IllegalStateException("Closing failed", e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}

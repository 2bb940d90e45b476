package org.instagan.engine.winograd;

import java.nio.FloatBuffer;
import org.instagan.engine.Cancellation;

/** Many matrix products at once. Safe for use by several threads. */
@FunctionalInterface
public interface Products {
    /**
     * Multiplies.
     *
     * @param left {@code [count,rows,width]}, direct
     * @param right {@code [count,width,width]}, direct
     * @param out takes {@code [count,rows,width]}, direct
     */
    void multiply(
            FloatBuffer left,
            FloatBuffer right,
            FloatBuffer out,
            int count,
            int rows,
            int width,
            Cancellation cancellation);
}

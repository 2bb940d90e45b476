package org.instagan.platform.ort;

import java.util.Locale;
import java.util.stream.Stream;
import org.instagan.error.DeviceLostException;
import org.instagan.error.EnvironmentException;
import org.instagan.error.NativeFailure;
import org.instagan.platform.CudaErrors;

/** ONNX Runtime failed at something that the user's input does not explain; the cause is its own exception. */
public final class OrtFailure extends NativeFailure {
    private static final long serialVersionUID = 1L;

    public OrtFailure(String what, Throwable cause) {
        super(what + ": " + cause.getMessage(), cause);
    }

    /**
     * A failed call: an {@link EnvironmentException} where memory ran out, of the host or of a GPU, a {@link
     * DeviceLostException} where the GPU cannot be used any more.
     */
    public static RuntimeException of(String what, Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (CudaErrors.tellsOfSticky(String.valueOf(cause.getMessage()))) {
            return new DeviceLostException(what + ": " + cause.getMessage(), cause);
        }
        boolean memory = Stream.of("failed to allocate memory", "out of memory", "bad_alloc")
                .anyMatch(text::contains);
        return memory
                ? new EnvironmentException(
                        what
                                + ": memory ran out; use smaller images, fewer at a time, or encode fewer masks at a time; in training lower --crop-size, --filters, --batch or --ins-per: "
                                + cause.getMessage(),
                        cause)
                : new OrtFailure(what, cause);
    }
}

package org.instagan.platform;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CUDA's error codes after which the process can use the GPU no more ({@code cudaError_t} in CUDA's documentation). */
public final class CudaErrors {
    // ECC, NVLink, device unavailable; illegal address, launch timeout, assert, stack, instruction, alignment, address
    // space, program counter, launch failure, and the exceptions of tensor memory and of clusters.
    private static final Set<Integer> STICKY =
            Set.of(214, 220, 46, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 727);
    /** As ONNX Runtime words them. */
    private static final Pattern IN_TEXT = Pattern.compile("CUDA (?:failure|error) (\\d{1,4})\\b");

    private CudaErrors() {}

    public static boolean isSticky(int code) {
        return STICKY.contains(code);
    }

    /** Whether a message of ONNX Runtime's tells of such an error. */
    public static boolean tellsOfSticky(String message) {
        Matcher m = IN_TEXT.matcher(message);
        while (m.find()) {
            if (isSticky(Integer.parseInt(m.group(1)))) {
                return true;
            }
        }
        return false;
    }
}

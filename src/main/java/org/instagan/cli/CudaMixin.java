package org.instagan.cli;

import org.instagan.error.InputException;
import org.instagan.platform.ort.CudaOptions;
import org.instagan.train.ByteSize;
import picocli.CommandLine.Option;

/** How ONNX Runtime computes on CUDA; one mixin for every command that runs models. */
final class CudaMixin {
    @Option(
            names = "--tf32",
            paramLabel = "on|off",
            defaultValue = "off",
            description = "On CUDA, whether products of FP32 models may be rounded to TF32. Default: ${DEFAULT-VALUE}.")
    private CudaOptions.Tf32 tf32;

    @Option(
            names = "--conv-search",
            paramLabel = "heuristic|exhaustive|default",
            defaultValue = "heuristic",
            description = "On CUDA, how cuDNN's algorithms are found; exhaustive tries all for every new shape."
                    + " Default: ${DEFAULT-VALUE}.")
    private CudaOptions.Search search;

    @Option(
            names = "--gpu-mem-limit",
            paramLabel = "SIZE",
            defaultValue = "0",
            description = "Most memory that ONNX Runtime takes of a GPU for each model's file, such as 8g; 0: all there"
                    + " is. Default: ${DEFAULT-VALUE}.")
    private String memoryLimit;

    /** @throws InputException for a limit that is none */
    CudaOptions options() {
        return new CudaOptions(tf32, search, bytes());
    }

    private long bytes() {
        try {
            return ByteSize.parse(memoryLimit).bytes();
        } catch (IllegalArgumentException e) {
            throw new InputException("--gpu-mem-limit: " + e.getMessage(), e);
        }
    }
}

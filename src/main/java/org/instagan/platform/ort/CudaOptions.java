package org.instagan.platform.ort;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How ONNX Runtime computes on CUDA, where its own defaults do not serve: it rounds FP32 products to TF32, tries every
 * algorithm of a convolution anew for every shape, and doubles its arena.
 *
 * @param tf32 of FP32 models; for FP16 models ONNX Runtime's default stays, since its switch takes the tensor cores
 *     from all types
 * @param search how cuDNN's algorithm for a convolution is found
 * @param memoryLimit most bytes of the arena on the GPU, or 0: all there is
 */
public record CudaOptions(Tf32 tf32, Search search, long memoryLimit) {
    /** Whether FP32 products may be rounded to TF32, which has 10 bits of mantissa. */
    public enum Tf32 {
        OFF,
        ON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Values of ONNX Runtime's {@code cudnn_conv_algo_search}. */
    public enum Search {
        /** cuDNN's guess: no time lost where shapes vary. */
        HEURISTIC,
        /** All of them are tried, for every new shape. */
        EXHAUSTIVE,
        /** One algorithm for all. */
        DEFAULT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** FP32 is FP32, shapes may vary, memory is what there is. */
    public static CudaOptions defaults() {
        return new CudaOptions(Tf32.OFF, Search.HEURISTIC, 0);
    }

    /** @param half whether the model computes in FP16 */
    Map<String, String> entries(boolean half) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("cudnn_conv_algo_search", search.name());
        entries.put("arena_extend_strategy", "kSameAsRequested");
        if (memoryLimit > 0) {
            entries.put("gpu_mem_limit", Long.toString(memoryLimit));
        }
        if (!half) {
            entries.put("use_tf32", tf32 == Tf32.ON ? "1" : "0");
        }
        return entries;
    }
}

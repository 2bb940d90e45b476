package org.instagan.engine.tensorrt;

import com.fasterxml.jackson.databind.JsonNode;
import org.instagan.model.Piece;

/**
 * What the child process is to build, as it reads it from a file.
 *
 * @param onnx the model's file
 * @param filters the generator's first width
 * @param timingCache file of measurements to use and to add to, or empty
 * @param folder takes {@link #PLAN}, {@link #REPORT} and {@link #CACHE}
 */
record BuildRequest(
        String onnx,
        Piece piece,
        int filters,
        Profile profile,
        BuildOptions options,
        String timingCache,
        String folder) {
    static final String PLAN = "plan";
    static final String REPORT = "report.json";
    static final String CACHE = "timing.cache";

    /**
     * What it tells of a build that went well.
     *
     * @param layers from TensorRT's inspector
     */
    record Report(Host host, double seconds, JsonNode layers) {}
}

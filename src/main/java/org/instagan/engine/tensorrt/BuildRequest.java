package org.instagan.engine.tensorrt;

import com.fasterxml.jackson.databind.JsonNode;
import org.instagan.model.Piece;

/**
 * What the child process is to build, as it reads it from a file.
 *
 * @param onnx the model's file
 * @param filters the generator's first width
 * @param timingCache as {@link TimingCache#named} takes it
 * @param folder takes {@link #PLAN} and {@link #REPORT}
 */
record BuildRequest(
        String onnx,
        Piece piece,
        int filters,
        Profiles profiles,
        BuildOptions options,
        String timingCache,
        String folder) {
    static final String PLAN = "plan";
    static final String REPORT = "report.json";

    /**
     * What it tells of a build that went well.
     *
     * @param refittable whether the engine is, by its own word
     * @param layers from TensorRT's inspector
     */
    record Report(Host host, double seconds, boolean refittable, JsonNode layers) {}
}

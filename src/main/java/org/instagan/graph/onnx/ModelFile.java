package org.instagan.graph.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.graph.Graph;

/**
 * What an ONNX model file holds.
 *
 * @param graph its weights are constants; a symbolic axis is a symbol of the file's text, {@code H/4} for one
 * @param metadata in the file's order
 * @param opsets version by domain; ONNX's own domain is the empty one
 */
public record ModelFile(Graph graph, Map<String, String> metadata, Map<String, Long> opsets) {
    public ModelFile {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
    }
}

package org.instagan.platform.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.instagan.graph.Graph;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.weights.FloatTensor;

/** A graph in an ONNX Runtime session, every optimisation on: float tensors in, float tensors out, by name. */
public final class GraphRun implements AutoCloseable {
    private final OrtEnvironment environment = OrtRuntime.environment();
    private final OrtSession session;

    /** A graph without parameters. */
    public GraphRun(Graph graph) throws OrtException {
        this(graph, Map.of());
    }

    public GraphRun(Graph graph, Map<String, FloatTensor> weights) throws OrtException {
        this(OnnxWriter.inferenceModel(graph, weights, Map.of()));
    }

    public GraphRun(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            session = environment.createSession(model, options);
        }
    }

    /** Runs the model once; outputs that are not float32 are left out. */
    public Map<String, FloatTensor> run(Map<String, FloatTensor> inputs) throws OrtException {
        Map<String, OnnxTensor> feed = new HashMap<>();
        try {
            for (Map.Entry<String, FloatTensor> e : inputs.entrySet()) {
                FloatBuffer data = FloatBuffer.wrap(e.getValue().data());
                feed.put(
                        e.getKey(),
                        OnnxTensor.createTensor(environment, data, e.getValue().shape()));
            }
            try (OrtSession.Result result = session.run(feed)) {
                return read(result);
            }
        } finally {
            feed.values().forEach(OnnxTensor::close);
        }
    }

    private static Map<String, FloatTensor> read(OrtSession.Result result) {
        Map<String, FloatTensor> out = new HashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            if (entry.getValue() instanceof OnnxTensor t && t.getFloatBuffer() != null) {
                float[] data = new float[t.getFloatBuffer().remaining()];
                t.getFloatBuffer().get(data);
                out.put(entry.getKey(), new FloatTensor(t.getInfo().getShape(), data));
            }
        }
        return out;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}

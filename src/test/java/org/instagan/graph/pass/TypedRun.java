package org.instagan.graph.pass;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.HashMap;
import java.util.Map;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.platform.ort.OrtRuntime;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Half;

/** One run of a graph on ONNX Runtime; what it is fed becomes the type that each input has, results become float32. */
public final class TypedRun {
    private TypedRun() {}

    public static Map<String, FloatTensor> run(
            Graph graph, Map<String, FloatTensor> weights, Map<String, FloatTensor> feeds) throws OrtException {
        return run(graph, OnnxWriter.inferenceModel(graph, weights, Map.of()), feeds);
    }

    static Map<String, FloatTensor> run(Graph graph, byte[] model, Map<String, FloatTensor> feeds) throws OrtException {
        OrtEnvironment environment = OrtRuntime.environment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            for (Value input : graph.inputs()) {
                tensors.put(input.name(), tensor(environment, input.type(), feeds.get(input.name())));
            }
            try (OrtSession session = environment.createSession(model, options);
                    OrtSession.Result result = session.run(tensors)) {
                return read(result);
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, ElementType type, FloatTensor t) throws OrtException {
        float[] data = t.data();
        if (type == ElementType.FLOAT) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(data), t.shape());
        }
        if (type == ElementType.INT64) {
            LongBuffer longs = LongBuffer.allocate(data.length);
            for (float x : data) {
                longs.put((long) x);
            }
            return OnnxTensor.createTensor(environment, longs.flip(), t.shape());
        }
        ShortBuffer halves = ByteBuffer.allocateDirect(data.length * Short.BYTES)
                .order(ByteOrder.nativeOrder())
                .asShortBuffer();
        for (float x : data) {
            halves.put(Half.of(x));
        }
        return OnnxTensor.createTensor(environment, halves.flip(), t.shape(), OnnxJavaType.FLOAT16);
    }

    private static Map<String, FloatTensor> read(OrtSession.Result result) {
        Map<String, FloatTensor> out = new HashMap<>();
        result.forEach(entry -> {
            OnnxTensor tensor = (OnnxTensor) entry.getValue();
            FloatBuffer values = tensor.getFloatBuffer();
            float[] data = new float[values.remaining()];
            values.get(data);
            out.put(entry.getKey(), new FloatTensor(tensor.getInfo().getShape(), data));
        });
        return out;
    }
}

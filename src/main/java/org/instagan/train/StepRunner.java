package org.instagan.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.instagan.checkpoint.CheckpointFile;
import org.instagan.checkpoint.TrainingState;
import org.instagan.graph.Graph;
import org.instagan.model.Architecture;
import org.instagan.model.SequentialStep;
import org.instagan.onnx.OnnxWriter;
import org.instagan.ort.OrtRuntime;
import org.instagan.tensor.FloatTensor;

/**
 * Runs the graph of a sequential step through ONNX Runtime's training session, which owns the weights and Adam's
 * state. Its artifacts (train model, optimizer model, checkpoint) are made here, in a folder of the caller's.
 */
public final class StepRunner implements AutoCloseable {
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final OrtEnvironment environment = OrtRuntime.environment();
    private final OrtTrainingSession session;
    private final Graph graph;
    private final Graph inspected;
    private final Path folder;

    public StepRunner(Architecture architecture, TrainingState state, double beta1, int threads, Path folder)
            throws IOException, OrtException {
        this.folder = folder;
        graph = SequentialStep.build(architecture, SequentialStep.Purpose.TRAIN);
        inspected = SequentialStep.build(architecture, SequentialStep.Purpose.INSPECT);
        Path train = Files.write(folder.resolve("train.onnx"), OnnxWriter.trainingModel(graph));
        Path eval = Files.write(folder.resolve("eval.onnx"), OnnxWriter.trainingModel(inspected));
        Path optimizer = Files.write(folder.resolve("optimizer.onnx"), OnnxWriter.adam((float) beta1, BETA2, EPSILON));
        Path checkpoint = folder.resolve("start.ckpt");
        CheckpointFile.write(checkpoint, ordered(state));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            session = environment.createTrainingSession(
                    checkpoint.toString(), train.toString(), eval.toString(), optimizer.toString(), options);
        }
    }

    public void setLearningRate(double rate) throws OrtException {
        session.setLearningRate((float) rate);
    }

    /** Forward and backward, gradients accumulated for {@link #update}. */
    Map<String, FloatTensor> step(Feed feed) throws OrtException {
        try (Feed.Tensors inputs = feed.toTensors(environment, graph.inputs())) {
            try (OrtSession.Result result = session.trainStep(inputs.byName())) {
                return read(result);
            }
        }
    }

    /** The same forward and backward, with every gradient handed out and nothing changed. */
    Map<String, FloatTensor> inspect(Feed feed) throws OrtException {
        try (Feed.Tensors inputs = feed.toTensors(environment, inspected.inputs())) {
            try (OrtSession.Result result = session.evalStep(inputs.byName())) {
                return read(result);
            }
        }
    }

    void update() throws OrtException {
        session.optimizerStep();
        session.lazyResetGrad();
    }

    /** The weights and the optimizer's state as they are now. */
    public TrainingState state() throws OrtException {
        Path now = folder.resolve("now.ckpt");
        session.saveCheckpoint(now, true);
        return CheckpointFile.read(now);
    }

    private TrainingState ordered(TrainingState state) {
        Map<String, FloatTensor> parameters = new LinkedHashMap<>();
        graph.parameters()
                .forEach(p -> parameters.put(p.name(), state.trainable().get(p.name())));
        return new TrainingState(parameters, state.frozen(), state.optimizer(), state.properties());
    }

    private static Map<String, FloatTensor> read(OrtSession.Result result) throws OrtException {
        Map<String, FloatTensor> out = new HashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            if (entry.getValue() instanceof OnnxTensor t && t.getFloatBuffer() != null) {
                float[] data = new float[t.getFloatBuffer().remaining()];
                t.getFloatBuffer().get(data);
                out.put(entry.getKey(), new FloatTensor(t.getInfo().getShape(), data));
            }
        }
        return out.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void close() {
        session.close();
    }
}

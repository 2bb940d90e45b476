package org.instagan.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.graph.Graph;
import org.instagan.graph.Shape;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.model.Family;
import org.instagan.model.Feed;
import org.instagan.platform.ort.Device;
import org.instagan.platform.ort.OrtFailure;
import org.instagan.platform.ort.OrtRuntime;
import org.instagan.platform.ort.ProcessEnd;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.checkpoint.CheckpointFile;
import org.instagan.weights.checkpoint.TrainingState;

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
    private final Path folder;

    /**
     * How the step runs.
     *
     * @param beta1 of Adam
     * @param exposed whether a step hands out what comparisons need too, see {@link Family#trainingStep}
     */
    public record Settings(double beta1, Device device, int threads, boolean exposed) {}

    /**
     * Makes the artifacts and opens the session.
     *
     * @param state holds every parameter of the family
     * @throws InputException when it does not, or the folder cannot be written
     */
    public StepRunner(Family family, TrainingState state, Settings settings, Path folder) {
        this.folder = folder;
        graph = family.trainingStep(settings.exposed());
        Path train = write("train.onnx", OnnxWriter.trainingModel(graph));
        Path optimizer = write("optimizer.onnx", OnnxWriter.adam((float) settings.beta1(), BETA2, EPSILON));
        Path start = folder.resolve("start.ckpt");
        CheckpointFile.write(start, ordered(state));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            // The pattern keeps a second block beside the arena: measured at 13.4 GB instead of 8.6.
            options.setMemoryPatternOptimization(false);

            settings.device().addTo(options);
            session = ProcessEnd.call(o -> environment.createTrainingSession(
                    start.toString(), train.toString(), null, optimizer.toString(), options));
        } catch (OrtException e) {
            throw OrtFailure.of("Opening the training session on " + settings.device() + " failed", e);
        }
    }

    private Path write(String name, byte[] model) {
        try {
            return Files.write(folder.resolve(name), model);
        } catch (IOException e) {
            throw FileProblem.of(folder.resolve(name) + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** The session wants the parameters in the graph's order. */
    private TrainingState ordered(TrainingState state) {
        Map<String, FloatTensor> parameters = new LinkedHashMap<>();
        for (var parameter : graph.parameters()) {
            FloatTensor value = state.trainable().get(parameter.name());
            if (value == null || !Shape.of(value.shape()).equals(parameter.shape())) {
                throw new InputException("checkpoint: expected parameter '" + parameter.name() + "' of shape "
                        + parameter.shape() + ", got "
                        + (value == null ? "none" : Shape.of(value.shape()).toString())
                        + "; it belongs to another architecture");
            }
            parameters.put(parameter.name(), value);
        }
        return new TrainingState(parameters, Map.of(), state.optimizer(), state.properties());
    }

    public void setLearningRate(double rate) {
        try {
            session.setLearningRate((float) rate);
        } catch (OrtException e) {
            throw new OrtFailure("Setting the learning rate " + rate + " failed", e);
        }
    }

    /** Forward, backward, and an update of all four networks; returns the graph's outputs. */
    Map<String, FloatTensor> step(Feed feed) {
        try (StepTensors inputs = StepTensors.of(environment, graph.inputs(), feed);
                OrtSession.Result result = ProcessEnd.call(o -> session.trainStep(inputs.byName(), o))) {
            Map<String, FloatTensor> values = read(result);
            return ProcessEnd.call(o -> {
                session.optimizerStep(o);
                session.lazyResetGrad();
                return values;
            });
        } catch (OrtException e) {
            throw OrtFailure.of("The training step failed", e);
        }
    }

    /** The weights and the optimizer's state as they are now. */
    public TrainingState state() {
        Path now = folder.resolve("now.ckpt");
        try {
            ProcessEnd.call(o -> {
                session.saveCheckpoint(now, true);
                return now;
            });
        } catch (OrtException e) {
            throw new OrtFailure(now + ": saving the checkpoint failed", e);
        }
        return CheckpointFile.read(now);
    }

    private static Map<String, FloatTensor> read(OrtSession.Result result) {
        Map<String, FloatTensor> out = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            FloatBuffer values = ((OnnxTensor) entry.getValue()).getFloatBuffer();
            // The accumulators' flags are the only outputs of another type.
            if (values != null) {
                float[] data = new float[values.remaining()];
                values.get(data);
                OnnxTensor tensor = (OnnxTensor) entry.getValue();
                out.put(entry.getKey(), new FloatTensor(tensor.getInfo().getShape(), data));
            }
        }
        return out;
    }

    @Override
    public void close() {
        session.close();
    }
}

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
import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.graph.Graph;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.model.Family;
import org.instagan.model.Feed;
import org.instagan.model.Loss;
import org.instagan.platform.ort.Device;
import org.instagan.platform.ort.OrtFailure;
import org.instagan.platform.ort.OrtRuntime;
import org.instagan.platform.ort.ProcessEnd;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.instagan.weights.checkpoint.CheckpointFile;
import org.instagan.weights.checkpoint.SessionState;

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
    private final List<String> losses;

    /**
     * How the step runs.
     *
     * @param beta1 of Adam
     * @param exposed whether a step hands out what comparisons need too, see {@link Family#trainingStep}
     */
    public record Settings(double beta1, Device device, int threads, boolean exposed) {}

    /**
     * A session from first weights.
     *
     * @param weights hold every parameter of the family
     * @param folder for the session's artifacts, while it is open
     * @throws InputException when they do not, or the folder cannot be written
     */
    public static StepRunner fresh(Family family, NamedTensors weights, Settings settings, Path folder) {
        Path start = folder.resolve("start.ckpt");
        CheckpointFile.write(start, weights);
        return new StepRunner(family, start, settings, folder);
    }

    /**
     * A session that goes on from what another one saved.
     *
     * @param checkpoint holds every parameter of the family
     * @param folder for the session's artifacts, while it is open
     * @throws InputException when it does not, or the folder cannot be written
     */
    public StepRunner(Family family, Path checkpoint, Settings settings, Path folder) {
        this.folder = folder;
        losses = family.losses().stream()
                .filter(loss -> loss.kind() != Loss.Kind.TOTAL)
                .map(Loss::name)
                .toList();
        graph = family.trainingStep(settings.exposed());
        requireFit(checkpoint);
        Path train = write("train.onnx", OnnxWriter.trainingModel(graph));
        Path optimizer = write("optimizer.onnx", OnnxWriter.adam((float) settings.beta1(), BETA2, EPSILON));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            // The pattern keeps a second block beside the arena: measured at 13.4 GB instead of 8.6.
            options.setMemoryPatternOptimization(false);

            settings.device().addTo(options, false);
            session = ProcessEnd.call(o -> environment.createTrainingSession(
                    checkpoint.toString(), train.toString(), null, optimizer.toString(), options));
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

    private void requireFit(Path checkpoint) {
        Map<String, long[]> shapes = CheckpointFile.open(checkpoint).weights().shapes();
        for (Value parameter : graph.parameters()) {
            long[] shape = shapes.get(parameter.name());
            if (shape == null || !Shape.of(shape).equals(parameter.shape())) {
                throw new InputException("checkpoint: expected parameter '" + parameter.name() + "' of shape "
                        + parameter.shape() + ", got "
                        + (shape == null ? "none" : Shape.of(shape).toString())
                        + "; it belongs to another architecture");
            }
        }
    }

    public void setLearningRate(double rate) {
        try {
            session.setLearningRate((float) rate);
        } catch (OrtException e) {
            throw new OrtFailure("Setting the learning rate " + rate + " failed", e);
        }
    }

    /**
     * Forward, backward, and an update of all networks; returns the graph's outputs.
     *
     * @throws DivergedException when a loss is not finite; nothing is updated then
     */
    Map<String, FloatTensor> step(Feed feed) {
        try (StepTensors inputs = StepTensors.of(environment, graph.inputs(), feed);
                OrtSession.Result result = ProcessEnd.call(o -> session.trainStep(inputs.byName(), o))) {
            Map<String, FloatTensor> values = read(result);
            requireFinite(values);
            return ProcessEnd.call(o -> {
                session.optimizerStep(o);
                session.lazyResetGrad();
                return values;
            });
        } catch (OrtException e) {
            throw OrtFailure.of("The training step failed", e);
        }
    }

    private void requireFinite(Map<String, FloatTensor> values) {
        for (String loss : losses) {
            float value = values.get(loss).data()[0];
            if (!Float.isFinite(value)) {
                throw new DivergedException("loss '" + loss + "' is " + value);
            }
        }
    }

    /**
     * Writes the weights and the optimizer's state as they are now.
     *
     * @throws OrtFailure when it cannot be written
     */
    public void save(Path checkpoint) {
        try {
            ProcessEnd.call(o -> {
                session.saveCheckpoint(checkpoint, true);
                return checkpoint;
            });
        } catch (OrtException e) {
            throw new OrtFailure(checkpoint + ": saving the checkpoint failed", e);
        }
    }

    /** The weights and the optimizer's state as they are now. */
    public SessionState state() {
        Path now = folder.resolve("now.ckpt");
        try {
            Files.deleteIfExists(now); // never written over: an earlier state may be read from it still
        } catch (IOException e) {
            throw FileProblem.of(now + ": cannot be removed: " + FileProblem.reason(e), e);
        }
        save(now);
        return CheckpointFile.open(now);
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

package org.instagan.engine.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.instagan.engine.Cancellation;
import org.instagan.engine.FloatPool;
import org.instagan.engine.Usage;
import org.instagan.error.InputException;
import org.instagan.graph.Graph;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.graph.onnx.Seal;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.platform.ort.Device;
import org.instagan.platform.ort.OrtFailure;
import org.instagan.platform.ort.OrtRuntime;
import org.instagan.platform.ort.ProcessEnd;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Half;

/** One exported file in a session of ONNX Runtime. Safe for use by several threads; closing it frees the session. */
final class OrtModel implements PieceModel {
    /** Where ONNX Runtime looks for external data of a model that is no file. */
    private static final String WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path";

    private final Path path;
    private final OrtSession session;
    private final ModelCard card;
    private final String weights;
    private final Usage usage;

    private OrtModel(Path path, OrtSession session, Map<String, String> metadata, Piece piece) {
        this.path = path;
        this.session = session;
        this.card = ModelCard.fromMetadata(path.toString(), metadata, piece);
        this.weights = ModelCard.weights(metadata);
        this.usage = new Usage(path.toString());
    }

    /**
     * Opens a file written by {@code instagan export}.
     *
     * @param threads of the compute pool
     * @throws InputException when the file is missing, is no ONNX model, or is not this piece of one of ours
     */
    static OrtModel open(Path path, Piece piece, Device device, int threads) {
        if (!Files.isRegularFile(path)) {
            throw new InputException(path + ": no such file, expected an ONNX model written by 'instagan export'");
        }
        Seal.check(path);
        boolean half = !device.isCpu()
                && ModelCard.fromMetadata(path.toString(), OnnxReader.metadata(path), piece)
                                .precision()
                        == Precision.FP16;
        OrtModel model = open(
                path,
                piece,
                o -> device.addTo(o, half),
                threads,
                (environment, o) -> environment.createSession(path.toString(), o));
        model.checkSignature(piece);
        return model;
    }

    /** The same of a model in memory, {@code path} being what errors call it. */
    static OrtModel of(byte[] model, Path path, Piece piece, int threads) {
        return open(path, piece, o -> {}, threads, (environment, o) -> environment.createSession(model, o));
    }

    /**
     * A graph whose larger weights are in a file.
     *
     * @param path what errors call it
     */
    static OrtModel referring(
            Path path, Graph graph, Path weights, Map<String, String> metadata, Piece piece, int threads) {
        Path file = weights.toAbsolutePath();
        byte[] model = OnnxWriter.referringModel(graph, file.getFileName().toString(), metadata);
        return open(
                path,
                piece,
                o -> o.addConfigEntry(WEIGHTS_FOLDER, file.getParent().toString()),
                threads,
                (environment, o) -> environment.createSession(model, o));
    }

    private void checkSignature(Piece piece) {
        try {
            Signature.check(path, session, piece);
        } catch (InputException e) {
            close();
            throw e;
        } catch (OrtException e) {
            close();
            throw new OrtFailure(path + ": its inputs and outputs cannot be read", e);
        }
    }

    private interface Place {
        void addTo(OrtSession.SessionOptions options) throws OrtException;
    }

    private interface Source {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OrtModel open(Path path, Piece piece, Place place, int threads, Source source) {
        // The environment first: it chooses the native library that the options then load.
        OrtEnvironment environment = OrtRuntime.environment();
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // The pattern keeps a block for every shape beside the arena: a quarter of the peak, and no faster.
            options.setMemoryPatternOptimization(false);
            // A pool that spins after its run takes the processors from the next session, and from everyone else.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            place.addTo(options);
            session = ProcessEnd.call(o -> source.open(environment, options));
            return new OrtModel(path, session, session.getMetadata().getCustomMetadata(), piece);
        } catch (OrtException e) {
            closeQuietly(session);
            throw new InputException(
                    path + ": ONNX Runtime cannot load it, expected an ONNX model written by 'instagan export': "
                            + e.getMessage(),
                    e);
        } catch (InputException e) {
            closeQuietly(session);
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public String weights() {
        return weights;
    }

    @Override
    public void run(
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> bound,
            int count,
            Size size,
            FloatPool pool,
            Cancellation cancellation) {
        run(inputs, Set.of(), bound, cancellation).close();
    }

    /**
     * Runs the session.
     *
     * @param wanted outputs for ONNX Runtime to allocate; the caller closes the result
     * @param bound outputs that are written into tensors of the caller's
     * @throws OrtFailure when ONNX Runtime fails
     * @throws java.util.concurrent.CancellationException when it was cancelled; it stops between two nodes
     */
    OrtSession.Result run(
            Map<String, OnnxTensor> inputs,
            Set<String> wanted,
            Map<String, OnnxTensor> bound,
            Cancellation cancellation) {
        cancellation.check();
        return usage.during(() -> {
            try {
                return ProcessEnd.call(options -> {
                    Cancellation.Hook stop = cancellation.onCancel(() -> terminate(options));
                    try {
                        return session.run(inputs, wanted, bound, options);
                    } finally {
                        stop.close();
                    }
                });
            } catch (OrtException e) {
                cancellation.check(); // then it is no failure
                throw OrtFailure.of(path + ": running it failed", e);
            }
        });
    }

    @Override
    public Features encode(OnnxTensor masks, int count, Size size, FloatPool pool, Cancellation cancellation) {
        OrtSession.Result result = run(Map.of("masks", masks), Set.of("features"), Map.of(), cancellation);
        return new Features() {
            @Override
            public OnnxTensor tensor() {
                return (OnnxTensor) result.get(0);
            }

            @Override
            public void close() {
                result.close();
            }
        };
    }

    /** Runs a session that has one input and one output. */
    void runOn(OnnxTensor input, OnnxTensor output, Cancellation cancellation) {
        String in = session.getInputNames().iterator().next();
        String out = session.getOutputNames().iterator().next();
        run(Map.of(in, input), Set.of(), Map.of(out, output), cancellation).close();
    }

    private static void terminate(OrtSession.RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new OrtFailure("A call cannot be stopped", e);
        }
    }

    /** Over the buffer from its position on, without a copy where it is direct. */
    static OnnxTensor tensor(FloatBuffer buffer, long... shape) {
        long floats = 1;
        for (long d : shape) {
            floats *= d;
        }
        try {
            FloatBuffer exact = buffer.slice(buffer.position(), Math.toIntExact(floats));
            return OnnxTensor.createTensor(OrtRuntime.environment(), exact, shape);
        } catch (OrtException e) {
            throw new OrtFailure("A tensor over a buffer cannot be made", e);
        }
    }

    /** For an input that may be float16; a copy then. */
    OnnxTensor input(String name, FloatTensor tensor) {
        try {
            TensorInfo info = (TensorInfo) session.getInputInfo().get(name).getInfo();
            if (info.type != OnnxJavaType.FLOAT16) {
                return tensor(FloatBuffer.wrap(tensor.data()), tensor.shape());
            }
            ShortBuffer halves = ByteBuffer.allocateDirect(tensor.data().length * Short.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asShortBuffer();
            for (float value : tensor.data()) {
                halves.put(Half.of(value));
            }
            return OnnxTensor.createTensor(
                    OrtRuntime.environment(), halves.flip(), tensor.shape(), OnnxJavaType.FLOAT16);
        } catch (OrtException e) {
            throw new OrtFailure(path + ": input '" + name + "' cannot be fed", e);
        }
    }

    static OnnxTensor tensor(long... values) {
        try {
            return OnnxTensor.createTensor(
                    OrtRuntime.environment(), LongBuffer.wrap(values), new long[] {values.length});
        } catch (OrtException e) {
            throw new OrtFailure("A tensor of indices cannot be made", e);
        }
    }

    /** A copy of an output; float16 is widened. */
    static FloatTensor read(OrtSession.Result result, String name) {
        OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
        FloatBuffer values = tensor.getFloatBuffer();
        float[] data = new float[values.remaining()];
        values.get(data);
        return new FloatTensor(tensor.getInfo().getShape(), data);
    }

    private static void closeQuietly(OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new OrtFailure("A session that could not be used cannot be closed either", e);
        }
    }

    @Override
    public void close() {
        usage.close(() -> {
            try {
                session.close();
            } catch (OrtException e) {
                throw new OrtFailure(path + ": closing its session failed", e);
            }
        });
    }
}

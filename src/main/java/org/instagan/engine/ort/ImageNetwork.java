package org.instagan.engine.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Resample;
import org.instagan.platform.ort.OrtFailure;
import org.instagan.platform.ort.OrtRuntime;

/**
 * Any ONNX model that looks at one picture: a classifier's scores, a network's features. One input, float {@code
 * [N,3,H,W]}; of its outputs the first, float {@code [N,C]} or {@code [N,C,h,w]}, whose mean over h and w is taken. On the CPU.
 */
public final class ImageNetwork implements AutoCloseable {
    private static final double[] MEANS = {0.485, 0.456, 0.406};
    private static final double[] DEVIATIONS = {0.229, 0.224, 0.225};

    private final Path path;
    private final OrtSession session;
    private final Pixels pixels;
    private final String input;
    private final long[] shape;

    /** What colours, 0..255, become before the network sees them. */
    public enum Pixels {
        /** {@code v/255}, less the mean of ImageNet's channels, by their deviation: torchvision's classifiers. */
        IMAGENET,
        /** -1..1: Inception as its authors trained it. */
        UNIT,
        /** 0..1. */
        ZERO_ONE,
        /** 0..255 as they are. */
        LEVELS;

        float of(int level, int channel) {
            double value = level / 255.0;
            return (float)
                    switch (this) {
                        case IMAGENET -> (value - MEANS[channel]) / DEVIATIONS[channel];
                        case UNIT -> 2 * value - 1;
                        case ZERO_ONE -> value;
                        case LEVELS -> level;
                    };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private ImageNetwork(Path path, OrtSession session, Pixels pixels, String input, long[] shape) {
        this.path = path;
        this.session = session;
        this.pixels = pixels;
        this.input = input;
        this.shape = shape;
    }

    /** @throws InputException when it is no model, or not of that form */
    public static ImageNetwork open(Path path, Pixels pixels, int threads) {
        if (!Files.isRegularFile(path)) {
            throw new InputException(path + ": no such file, expected an ONNX model that looks at pictures");
        }
        OrtEnvironment environment = OrtRuntime.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            OrtSession session = environment.createSession(path.toString(), options);
            try {
                NodeInfo node = session.getInputInfo().values().iterator().next();
                return new ImageNetwork(path, session, pixels, node.getName(), shape(path, session, node));
            } catch (InputException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new InputException(path + ": ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    private static long[] shape(Path path, OrtSession session, NodeInfo node) throws OrtException {
        boolean fits = session.getNumInputs() == 1
                && node.getInfo() instanceof TensorInfo info
                && info.type == OnnxJavaType.FLOAT
                && info.getShape().length == 4
                && info.getShape()[1] == 3
                && Math.abs(info.getShape()[0]) == 1;
        if (!fits) {
            throw new InputException(path + ": input '" + node.getName() + "' is " + node.getInfo()
                    + ", expected one input, float [N,3,H,W] with N 1 or of any size");
        }
        return ((TensorInfo) node.getInfo()).getShape();
    }

    /**
     * What it says of a picture, {@code [C]}; where the network has a size of its own, in that size.
     *
     * @throws InputException when its output is none that can be read so
     */
    public float[] of(Image image) {
        int height = shape[2] > 0 ? Math.toIntExact(shape[2]) : image.height();
        int width = shape[3] > 0 ? Math.toIntExact(shape[3]) : image.width();
        boolean same = height == image.height() && width == image.width();
        Image seen = same ? image : Resample.bicubic(image, width, height);
        try (OnnxTensor tensor = tensor(seen);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            return read(result);
        } catch (OrtException e) {
            throw OrtFailure.of(path + ": running it failed", e);
        }
    }

    private OnnxTensor tensor(Image image) throws OrtException {
        int plane = image.width() * image.height();
        float[] data = new float[3 * plane];
        for (int i = 0; i < data.length; i++) {
            int channel = i / plane;
            data[i] = pixels.of(image.pixels()[i % plane * 3 + channel] & 0xff, channel);
        }
        long[] sizes = {1, 3, image.height(), image.width()};
        return OnnxTensor.createTensor(OrtRuntime.environment(), FloatBuffer.wrap(data), sizes);
    }

    private float[] read(OrtSession.Result result) {
        boolean fits = result.get(0) instanceof OnnxTensor tensor
                && tensor.getInfo().type == OnnxJavaType.FLOAT
                && tensor.getInfo().getShape().length >= 2
                && tensor.getInfo().getShape()[0] == 1
                && tensor.getInfo().getNumElements() > 0;
        if (!fits) {
            throw new InputException(
                    path + ": its first output is " + result.get(0).getInfo() + ", expected float [N,C] or [N,C,h,w]");
        }
        OnnxTensor output = (OnnxTensor) result.get(0);
        float[] values = new float[Math.toIntExact(output.getInfo().getNumElements())];
        output.getFloatBuffer().get(values);
        int channels = Math.toIntExact(output.getInfo().getShape()[1]);
        int each = values.length / channels;
        float[] means = new float[channels];
        IntStream.range(0, values.length).forEach(i -> means[i / each] += values[i] / each);
        if (IntStream.range(0, channels).anyMatch(i -> !Float.isFinite(means[i]))) {
            throw new InputException(path + ": its output is not finite, " + Arrays.toString(Arrays.copyOf(means, 3))
                    + "…; expected other --pixels than " + pixels + "?");
        }
        return means;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new OrtFailure(path + ": cannot be closed", e);
        }
    }
}

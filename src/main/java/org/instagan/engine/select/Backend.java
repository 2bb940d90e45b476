package org.instagan.engine.select;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.instagan.engine.Engine;
import org.instagan.engine.ort.OrtEngine;
import org.instagan.engine.ort.PlainEngine;
import org.instagan.engine.ort.TranslationModel;
import org.instagan.engine.tensorrt.TensorRtEngine;
import org.instagan.error.InputException;
import org.instagan.platform.ort.CudaOptions;
import org.instagan.platform.ort.Device;

/**
 * A runtime that models run on.
 *
 * @param name {@code ort-cpu}, {@code ort-cuda}, {@code ort-cuda:N}, {@code tensorrt} or {@code tensorrt:N}
 * @param kind what runs them
 * @param device where it computes
 * @param rebuild whether an engine that was compiled for another machine is compiled again, where that is possible
 */
public record Backend(String name, Kind kind, Device device, boolean rebuild) {
    private static final String ORT = "ort-";
    private static final String TENSORRT = "tensorrt";
    private static final List<String> NAMES = List.of("ort-cpu", "ort-cuda", "ort-cuda:N", TENSORRT, TENSORRT + ":N");

    /** What runs models. */
    public enum Kind {
        ONNX_RUNTIME,
        TENSORRT
    }

    /** Which of an export's files run. */
    public enum Form {
        /** The mask encoder and the step, as translation runs them. */
        PIECES,
        /** The single file for any runtime, one call a step. */
        PLAIN,
        /** The single file of the whole sequence, one call a batch. */
        SEQUENCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws InputException for a name that is none */
    public static Backend parse(String name) {
        if (name.matches("ort-(cpu|cuda(:[0-9]{1,3})?)")) {
            return new Backend(name, Kind.ONNX_RUNTIME, Device.parse(name.substring(ORT.length())), false);
        }
        if (name.matches("tensorrt(:[0-9]{1,3})?")) {
            return new Backend(name, Kind.TENSORRT, Device.parse(name.replace(TENSORRT, "cuda")), false);
        }
        throw new InputException("runtime " + name + ": expected one of " + NAMES);
    }

    public Backend rebuilding(boolean wanted) {
        return new Backend(name, kind, device, wanted);
    }

    /** With these options, which ONNX Runtime takes; an engine has its own from when it was compiled. */
    public Backend with(CudaOptions options) {
        return new Backend(name, kind, device.with(options), rebuild);
    }

    /** On another GPU. */
    public Backend onGpu(int gpu) {
        return hasDeviceMemory()
                ? new Backend(name.replaceFirst("(:.*)?$", ":" + gpu), kind, new Device(gpu, device.cuda()), rebuild)
                : this;
    }

    /**
     * Opens a model; the caller closes it.
     *
     * @param threads of the CPU's compute pool
     * @throws InputException when the runtime does not work here, or the model is not ours
     */
    public Engine open(Path model, Form form, int threads) {
        if (kind == Kind.TENSORRT) {
            return tensorRt(model, form);
        }
        return switch (form) {
            case PIECES -> OrtEngine.open(model, device, threads);
            case PLAIN -> new PlainEngine(TranslationModel.open(model, device, threads));
            case SEQUENCE -> new PlainEngine(TranslationModel.openSequence(model, device, threads));
        };
    }

    private Engine tensorRt(Path model, Form form) {
        if (form != Form.PIECES) {
            throw new InputException(name + ": runs the pieces only, not the form '" + form + "' of " + model);
        }
        TensorRtEngine.Options options = TensorRtEngine.Options.defaults().on(device.gpu());
        return TensorRtEngine.open(model, rebuild ? options.rebuilding() : options);
    }

    /**
     * Whether a call that computes also moves data between host and device, so that no clock around it can part the
     * two: on a GPU with ONNX Runtime all of it, with TensorRT the masks, in and out.
     */
    public boolean transfersInCompute() {
        return hasDeviceMemory();
    }

    /** How it uses CUDA graphs, in words. */
    public String cudaGraphs() {
        if (!hasDeviceMemory()) {
            return "not applicable";
        }
        if (kind == Kind.ONNX_RUNTIME) {
            return "none captured";
        }
        int most = TensorRtEngine.Options.defaults().graphs();
        return most == 0 ? "switched off" : "captured by shape, at most " + most + " a piece";
    }

    /** Whether FP32 products are rounded to TF32, in words. */
    public String tf32() {
        if (!hasDeviceMemory()) {
            return "not applicable";
        }
        return kind == Kind.TENSORRT
                ? "as the engine was compiled"
                : device.cuda().tf32() + " for FP32 models, ONNX Runtime's default for FP16 models";
    }

    /** How algorithms of convolutions are found, in words. */
    public String convolutionSearch() {
        return hasDeviceMemory() && kind == Kind.ONNX_RUNTIME
                ? device.cuda().search().toString()
                : "not applicable";
    }

    /** Whether there is memory of a device beside the host's. */
    public boolean hasDeviceMemory() {
        return !device.isCpu();
    }
}

package org.instagan.engine.select;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.instagan.engine.Engine;
import org.instagan.engine.ort.OrtEngine;
import org.instagan.engine.ort.PlainEngine;
import org.instagan.engine.ort.TranslationModel;
import org.instagan.engine.tensorrt.TensorRtEngine;
import org.instagan.error.InputException;
import org.instagan.platform.ort.Device;

/**
 * A runtime that models run on.
 *
 * @param name {@code ort-cpu}, {@code ort-cuda}, {@code ort-cuda:N} or {@code tensorrt}
 * @param ort where ONNX Runtime computes; empty for TensorRT
 * @param rebuild whether an engine that was compiled for another machine is compiled again, where that is possible
 */
public record Backend(String name, Optional<Device> ort, boolean rebuild) {
    private static final String ORT = "ort-";
    private static final String TENSORRT = "tensorrt";
    private static final List<String> NAMES = List.of("ort-cpu", "ort-cuda", "ort-cuda:N", TENSORRT);

    /** Which of an export's files run. */
    public enum Form {
        /** The mask encoder and the step, as translation runs them. */
        PIECES,
        /** The single file for any runtime, one call a step. */
        PLAIN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws InputException for a name that is none */
    public static Backend parse(String name) {
        if (name.equals(TENSORRT)) {
            return new Backend(name, Optional.empty(), false);
        }
        if (name.matches("ort-(cpu|cuda(:[0-9]{1,3})?)")) {
            return new Backend(name, Optional.of(Device.parse(name.substring(ORT.length()))), false);
        }
        throw new InputException("runtime " + name + ": expected one of " + NAMES);
    }

    public Backend rebuilding(boolean wanted) {
        return new Backend(name, ort, wanted);
    }

    /**
     * Opens a model; the caller closes it.
     *
     * @param threads of the CPU's compute pool
     * @throws InputException when the runtime does not work here, or the model is not ours
     */
    public Engine open(Path model, Form form, int threads) {
        if (ort.isEmpty()) {
            return tensorRt(model, form);
        }
        return switch (form) {
            case PIECES -> OrtEngine.open(model, ort.get(), threads);
            case PLAIN -> new PlainEngine(TranslationModel.open(model, ort.get(), threads));
        };
    }

    private Engine tensorRt(Path model, Form form) {
        if (form == Form.PLAIN) {
            throw new InputException(name + ": runs the pieces only, not " + model + " whole");
        }
        TensorRtEngine.Options options = TensorRtEngine.Options.defaults();
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
        if (ort.isPresent()) {
            return "none captured";
        }
        int most = TensorRtEngine.Options.defaults().graphs();
        return most == 0 ? "switched off" : "captured by shape, at most " + most + " a piece";
    }

    /** Whether there is memory of a device beside the host's. */
    public boolean hasDeviceMemory() {
        return !ort.equals(Optional.of(Device.CPU));
    }
}

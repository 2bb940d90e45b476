package org.instagan.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.infer.Engine;
import org.instagan.infer.OrtEngine;
import org.instagan.infer.TranslationModel;
import org.instagan.ort.Device;

/**
 * A runtime that models run on.
 *
 * @param name {@code ort-cpu}, {@code ort-cuda}, {@code ort-cuda:N} or {@code tensorrt}
 * @param ort where ONNX Runtime computes; empty for another runtime
 */
public record Backend(String name, Optional<Device> ort) {
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
            return new Backend(name, Optional.empty());
        }
        if (name.matches("ort-(cpu|cuda(:[0-9]{1,3})?)")) {
            return new Backend(name, Optional.of(Device.parse(name.substring(ORT.length()))));
        }
        throw new InputException("--runtime " + name + ": expected one of " + NAMES);
    }

    /**
     * Opens a model; the caller closes it.
     *
     * @param threads of the CPU's compute pool
     * @throws InputException when the runtime does not work here, or the model is not ours
     */
    public Engine open(Path model, Form form, int threads) {
        Device device = ort.orElseThrow(
                () -> new InputException(name + ": this build runs no TensorRT engines, use ort-cuda or ort-cpu"));
        return switch (form) {
            case PIECES -> OrtEngine.open(model, device, threads);
            case PLAIN -> new PlainEngine(TranslationModel.open(model, device, threads));
        };
    }

    /** Whether a call that computes also moves its data between host and device, so that no clock can part the two. */
    public boolean transfersInCompute() {
        return ort.map(d -> !d.equals(Device.CPU)).orElse(false);
    }

    /** Whether there is memory of a device beside the host's. */
    public boolean hasDeviceMemory() {
        return !ort.equals(Optional.of(Device.CPU));
    }
}

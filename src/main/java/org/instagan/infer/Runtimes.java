package org.instagan.infer;

import java.nio.file.Path;
import java.util.List;
import org.instagan.error.InputException;
import org.instagan.ort.Device;

/** Runtimes by the names that users give them. */
public final class Runtimes {
    private static final String CPU = "ort-cpu";
    private static final String CUDA = "ort-cuda";

    private Runtimes() {}

    public static List<String> names() {
        return List.of(CPU, CUDA);
    }

    /**
     * Opens an exported model.
     *
     * @param runtime one of {@link #names}
     * @throws InputException when there is no such runtime, it does not work here, or the model is none of ours
     */
    public static Engine open(String runtime, Path model, int threads) {
        return switch (runtime) {
            case CPU -> OrtEngine.open(model, Device.CPU, threads);
            case CUDA -> OrtEngine.open(model, new Device(0), threads);
            default -> throw new InputException("runtime '" + runtime + "': expected one of " + names());
        };
    }
}

package org.instagan.infer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.instagan.error.InputException;
import org.instagan.ort.Device;

/** Runtimes by the names that users give them: ONNX Runtime's two, and those of every {@link EngineProvider}. */
public final class Runtimes {
    private static final String CPU = "ort-cpu";
    private static final String CUDA = "ort-cuda";

    private Runtimes() {}

    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(CPU, CUDA));
        providers().forEach(provider -> names.add(provider.name()));
        return names;
    }

    /**
     * Opens an exported model.
     *
     * @param runtime one of {@link #names}
     * @throws InputException when there is no such runtime, it does not work here, or the model is none of ours
     */
    public static Engine open(String runtime, Path model, int threads) {
        return open(runtime, model, threads, false);
    }

    /** The same, {@code rebuild} as in {@link EngineProvider#open}. */
    public static Engine open(String runtime, Path model, int threads, boolean rebuild) {
        return switch (runtime) {
            case CPU -> OrtEngine.open(model, Device.CPU, threads);
            case CUDA -> OrtEngine.open(model, new Device(0), threads);
            default ->
                provider(runtime)
                        .orElseThrow(() -> new InputException("runtime '" + runtime + "': expected one of " + names()))
                        .open(model, rebuild);
        };
    }

    private static Optional<EngineProvider> provider(String name) {
        return providers().stream().filter(p -> p.name().equals(name)).findFirst();
    }

    private static List<EngineProvider> providers() {
        return ServiceLoader.load(EngineProvider.class, Runtimes.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}

package org.instagan.platform.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** The one ONNX Runtime environment of the process, on the training library. It lives as long as the process does. */
public final class OrtRuntime {
    private static final OrtLoggingLevel LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private static final String NAME = "instagan";

    private static OrtEnvironment environment;

    private OrtRuntime() {}

    /**
     * The environment, made at the first call; nobody closes it.
     *
     * @throws org.instagan.error.InputException where {@link NativeLibrary#ensureLoaded} finds no library
     * @throws OrtFailure when the process is ending and there is no environment yet
     */
    public static synchronized OrtEnvironment environment() {
        if (environment == null) {
            NativeLibrary.ensureLoaded();
            requireProcessToGoOn();
            environment = OrtEnvironment.getEnvironment(LEVEL, NAME);
            keep();
        }
        return environment;
    }

    /** Of the native library. */
    public static String version() {
        return environment().getVersion();
    }

    /** ONNX Runtime's Java API adds a shutdown hook as it starts, which the JVM refuses once it is shutting down. */
    private static void requireProcessToGoOn() {
        Thread probe = new Thread(() -> {}, "probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException e) {
            throw new OrtFailure("ONNX Runtime: the process is ending, and calls need an environment made before", e);
        }
    }

    /**
     * A shutdown hook of ONNX Runtime's Java API releases the environment while other threads may still compute, so that
     * Ctrl-C could end in a segmentation fault. The environment counts its owners: one more, which never lets go, keeps
     * it for as long as the process. The API does not offer that, but its own native method does.
     */
    private static void keep() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            api.setAccessible(true);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), LEVEL.getValue(), NAME);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another version, or one in a module of its own: the environment then ends as ONNX Runtime made it.
        }
    }
}

package org.instagan.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

/** The one ONNX Runtime environment of the process, on the training library. It lives as long as the process does. */
public final class OrtRuntime {
    private OrtRuntime() {}

    /**
     * The environment, made at the first call; nobody closes it.
     *
     * @throws org.instagan.error.InputException where {@link NativeLibrary#ensureLoaded} finds no library
     */
    public static OrtEnvironment environment() {
        NativeLibrary.ensureLoaded();
        return Holder.ENVIRONMENT;
    }

    /** Of the native library. */
    public static String version() {
        return environment().getVersion();
    }

    /** Initialised by the first use, under the class loader's lock. */
    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "instagan");
    }
}

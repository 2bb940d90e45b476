package org.instagan.infer;

import java.nio.file.Path;

/**
 * A runtime beside ONNX Runtime: found by {@link java.util.ServiceLoader}, so that this package need not know it.
 * Making one loads nothing native.
 */
public interface EngineProvider {
    /** What users call the runtime, {@code tensorrt} for one. */
    String name();

    /**
     * Opens a model on this runtime.
     *
     * @param rebuild whether to make anew what was made of the model for another machine, where that is possible
     * @throws org.instagan.error.InputException when the runtime does not work here, or the model is none of its
     */
    Engine open(Path model, boolean rebuild);
}

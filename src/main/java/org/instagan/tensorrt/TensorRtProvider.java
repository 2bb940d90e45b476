package org.instagan.tensorrt;

import java.nio.file.Path;
import org.instagan.infer.Engine;
import org.instagan.infer.EngineProvider;

/** The runtime {@code tensorrt}, as {@link org.instagan.infer.Runtimes} finds it. */
public final class TensorRtProvider implements EngineProvider {
    /** As users name it. */
    public static final String NAME = "tensorrt";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Engine open(Path model, boolean rebuild) {
        TensorRtEngine.Options options = TensorRtEngine.Options.defaults();
        return TensorRtEngine.open(model, rebuild ? options.rebuilding() : options);
    }
}

package org.instagan.engine.tensorrt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.instagan.file.Json;

/** Child processes that make engines, one after the other, and what the user hears of them. */
final class EngineChild {
    private static final double SECONDS_BETWEEN_BEATS = 15;

    private final Duration timeout;
    private final Consumer<String> progress;
    private final long started = System.nanoTime();
    private volatile long lastLine = started; // read by the thread that beats, written by the one that reads the child

    /** @param timeout for each engine */
    EngineChild(Duration timeout, Consumer<String> progress) {
        this.timeout = timeout;
        this.progress = progress;
    }

    /**
     * Runs one to its end.
     *
     * @param main reads the request, and leaves a plan and a report in the folder
     * @param onnx for errors
     * @param name of the engine, for the user
     */
    BuildRequest.Report run(Class<?> main, Object request, Path folder, String onnx, String name) {
        Path file = folder.resolve("request.json");
        Json.write(file, request);
        ChildJvm child = new ChildJvm(main, List.of(), folder, timeout);
        try {
            child.run(List.of(file.toString()), line -> tell(name, line), () -> beat(name));
        } catch (TensorRtFailure e) {
            throw new TensorRtFailure(onnx + ": no engine of it: " + e.getMessage(), e);
        }
        return Json.read(folder.resolve(BuildRequest.REPORT), BuildRequest.Report.class, "the child did not write it");
    }

    private void tell(String name, String line) {
        lastLine = System.nanoTime();
        double seconds = (lastLine - started) / 1e9;
        progress.accept(String.format(Locale.ROOT, "%6.0f s  %s: %s", seconds, name, line));
    }

    private void beat(String name) {
        if ((System.nanoTime() - lastLine) / 1e9 >= SECONDS_BETWEEN_BEATS) {
            tell(name, "still at it");
        }
    }
}

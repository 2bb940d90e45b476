package org.instagan.engine.tensorrt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.bytedeco.tensorrt.nvinfer.ILogger;

/**
 * TensorRT's messages. One for the process: TensorRT keeps a pointer to it, so it must never be collected; and because
 * native code calls it, nothing may be thrown out of it.
 */
final class TensorRtLog extends ILogger {
    static final TensorRtLog INSTANCE = new TensorRtLog();

    private static final int KEPT = 20;

    private final Deque<String> errors = new ArrayDeque<>();
    private volatile Consumer<String> listener = line -> {};

    private TensorRtLog() {}

    @Override
    public void log(Severity severity, String message) {
        try {
            // The value arrives as an object of its own, not as the enum's constant.
            Severity level = severity.intern();
            if (level.value <= Severity.kERROR.value) {
                keep(message.strip());
            }
            if (level.value <= Severity.kINFO.value) {
                listener.accept(message.strip());
            }
        } catch (RuntimeException | Error e) {
            keep("a message of TensorRT's could not be read: " + e);
        }
    }

    /** Is told every message but the verbose ones, on TensorRT's threads. */
    void tell(Consumer<String> everyMessage) {
        listener = everyMessage;
    }

    private void keep(String error) {
        synchronized (errors) {
            if (errors.size() == KEPT) {
                errors.removeFirst();
            }
            errors.addLast(error);
        }
    }

    /** The errors since the last call, a line each. */
    String drain() {
        synchronized (errors) {
            String all = String.join("\n", errors);
            errors.clear();
            return all;
        }
    }
}

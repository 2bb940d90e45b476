package org.instagan.platform.ort;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.error.InputException;

/**
 * Where a session runs: {@code cpu}, {@code cuda} or {@code cuda:1}.
 *
 * @param gpu the CUDA device's number, or -1 for the CPU
 */
public record Device(int gpu) {
    public static final Device CPU = new Device(-1);
    private static final Pattern CUDA = Pattern.compile("cuda(?::([0-9]{1,3}))?");

    /** @throws InputException for any other text */
    public static Device parse(String text) {
        if (text.equals("cpu")) {
            return CPU;
        }
        Matcher m = CUDA.matcher(text);
        if (!m.matches()) {
            throw new InputException("device '" + text + "': expected cpu, cuda or cuda:N");
        }
        return new Device(m.group(1) == null ? 0 : Integer.parseInt(m.group(1)));
    }

    /** @throws InputException when it does not work here, with its reason */
    public void require() {
        OrtRuntime.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            addTo(options);
        }
    }

    /** @throws InputException when CUDA does not work here, with its reason */
    public void addTo(OrtSession.SessionOptions options) {
        if (gpu < 0) {
            return;
        }
        NativeLibrary.ensureProvider("cuda");
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
            options.addCUDA(cuda);
        } catch (OrtException e) {
            throw new InputException(
                    "device '" + this + "': CUDA does not work here, see 'instagan doctor': " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return gpu < 0 ? "cpu" : "cuda:" + gpu;
    }
}

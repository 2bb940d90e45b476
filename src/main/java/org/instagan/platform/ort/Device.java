package org.instagan.platform.ort;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.error.InputException;

/**
 * Where a session runs: {@code cpu}, {@code cuda} or {@code cuda:1}.
 *
 * @param gpu the CUDA device's number, or -1 for the CPU
 * @param cuda how it computes there, where it is no CPU
 */
public record Device(int gpu, CudaOptions cuda) {
    public static final Device CPU = new Device(-1, CudaOptions.defaults());
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
        return cuda(m.group(1) == null ? 0 : Integer.parseInt(m.group(1)));
    }

    /** A GPU by its number. */
    public static Device cuda(int gpu) {
        return new Device(gpu, CudaOptions.defaults());
    }

    /** The same place, other options. */
    public Device with(CudaOptions options) {
        return new Device(gpu, options);
    }

    public boolean isCpu() {
        return gpu < 0;
    }

    /** @throws InputException when it does not work here, with its reason */
    public void require() {
        OrtRuntime.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            addTo(options, false);
        }
    }

    /**
     * Makes sessions compute here.
     *
     * @param half whether their model computes in FP16
     * @throws InputException when CUDA does not work here, with its reason
     */
    public void addTo(OrtSession.SessionOptions options, boolean half) {
        if (isCpu()) {
            return;
        }
        NativeLibrary.ensureProvider("cuda");
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(gpu)) {
            for (Map.Entry<String, String> entry : cuda.entries(half).entrySet()) {
                provider.add(entry.getKey(), entry.getValue());
            }
            options.addCUDA(provider);
        } catch (OrtException e) {
            throw new InputException(
                    "device '" + this + "': CUDA does not work here, see 'instagan doctor': " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return isCpu() ? "cpu" : "cuda:" + gpu;
    }

    /** With its options, for reports. */
    public String describe() {
        return isCpu() ? "cpu" : this + ", TF32 " + cuda.tf32() + ", convolution search " + cuda.search();
    }
}

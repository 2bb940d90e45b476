package org.instagan.platform.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.platform.SharedLibrary;

/** Examines the machine: which native library, which providers, and whether they really run a model. */
public final class Doctor {
    private Doctor() {}

    /**
     * Examines this machine; takes about a second.
     *
     * @throws org.instagan.error.InputException where there is no native library to load
     */
    public static RuntimeReport examine() {
        NativeLibrary.Choice library = NativeLibrary.ensureLoaded();
        OrtEnvironment environment = OrtRuntime.environment();
        return new RuntimeReport(
                productVersion(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                environment.getVersion(),
                library.path().toString(),
                library.reason(),
                library.version(),
                library.sha256(),
                environment.isTrainingEnabled(),
                providers(environment),
                cudaLibraries());
    }

    /** The version in the jar's manifest; {@code development} where the classes come from a folder. */
    public static String productVersion() {
        return Optional.ofNullable(Doctor.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private static List<SharedLibrary> cudaLibraries() {
        return List.of(
                SharedLibrary.find("libcuda.so.1", "NVIDIA's driver"),
                SharedLibrary.find("libcudart.so.13", "CUDA 13, pip's nvidia-cuda-runtime"),
                SharedLibrary.find("libcublas.so.13", "CUDA 13, pip's nvidia-cublas"),
                SharedLibrary.find("libcublasLt.so.13", "CUDA 13, pip's nvidia-cublas"),
                SharedLibrary.find("libcudnn.so.9", "cuDNN 9 for CUDA 13, pip's nvidia-cudnn-cu13"));
    }

    private static List<RuntimeReport.Provider> providers(OrtEnvironment environment) {
        EnumSet<OrtProvider> compiledIn = OrtEnvironment.getAvailableProviders();
        EnumSet<OrtProvider> asked = EnumSet.copyOf(compiledIn);
        asked.add(OrtProvider.CUDA);
        List<RuntimeReport.Provider> found = new ArrayList<>();
        for (OrtProvider provider : asked) {
            String problem = compiledIn.contains(provider)
                    ? tryProvider(environment, provider)
                    : "not in this build of ONNX Runtime; build with -Dnative.classifier=linux-x86_64-gpu";
            found.add(new RuntimeReport.Provider(
                    provider.name(), compiledIn.contains(provider), problem.isEmpty(), problem));
        }
        return found;
    }

    /** What went wrong with a model of one Add on that provider; empty when nothing did. */
    private static String tryProvider(OrtEnvironment environment, OrtProvider provider) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (!add(options, provider)) {
                return "not tried: this program does not use it";
            }
            try (OrtSession session = environment.createSession(probe(), options);
                    OnnxTensor input = OnnxTensor.createTensor(environment, new float[] {1.5f, -2});
                    OrtSession.Result result = session.run(Map.of("x", input))) {
                float[] sum = (float[]) result.get(0).getValue();
                boolean right = sum.length == 2 && sum[0] == 3 && sum[1] == -4;
                return right ? "" : "ran, but 1.5 + 1.5 gave " + sum[0];
            }
        } catch (OrtException | InputException | LinkageError | IllegalStateException e) {
            return rootCause(e);
        }
    }

    private static boolean add(OrtSession.SessionOptions options, OrtProvider provider) throws OrtException {
        switch (provider) {
            case CPU -> options.addCPU(true);
            case CUDA -> Device.cuda(0).addTo(options, false);
            case DNNL -> options.addDnnl(true);
            case OPEN_VINO -> options.addOpenVINO("CPU");
            case CORE_ML -> options.addCoreML();
            case DIRECT_ML -> options.addDirectML(0);
            case XNNPACK -> options.addXnnpack(Map.of());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static byte[] probe() {
        try (InputStream in = Doctor.class.getResourceAsStream("probe.onnx")) {
            if (in == null) {
                throw new IllegalStateException("probe.onnx is missing from the program's jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("probe.onnx cannot be read from the program's jar", e);
        }
    }

    private static String rootCause(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return (message == null ? root.toString() : message)
                .replaceFirst("^.*\\[ONNXRuntimeError\\] : \\d+ : \\w+ : ", "")
                .replaceFirst("^Error code - \\w+ - message: ", "")
                .lines()
                .findFirst()
                .orElse(root.toString());
    }
}

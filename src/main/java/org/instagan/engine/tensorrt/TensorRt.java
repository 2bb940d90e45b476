package org.instagan.engine.tensorrt;

import java.util.Optional;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.global.nvinfer;
import org.instagan.error.InputException;

/** Whether TensorRT works on this machine. Asking loads its natives; nothing else in this class's users does. */
public final class TensorRt {
    /** Always the first: {@code CUDA_VISIBLE_DEVICES} chooses among several. */
    static final int DEVICE = 0;

    private TensorRt() {}

    /**
     * What was found.
     *
     * @param works whether engines can run here
     * @param detail versions and GPU, or the root cause of what does not work
     * @param builds whether engines can be built here, as far as can be told without building one
     * @param buildDetail why not; empty where they can
     */
    public record State(boolean works, String detail, boolean builds, String buildDetail) {}

    /** Looks for the libraries, then for a GPU; makes nothing on it. */
    public static State examine() {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            return new State(false, problem.get(), false, problem.get());
        }
        Host host = host();
        String found = "TensorRT " + host.tensorRt() + ", CUDA " + host.cuda() + " (driver: " + host.driver() + "), "
                + host.gpu() + " (" + host.sm() + ")";
        Optional<String> parser = Libraries.PARSER.problem();
        return new State(true, found, parser.isEmpty(), parser.orElse(""));
    }

    /**
     * To be called before anything of TensorRT's.
     *
     * @return this machine
     * @throws InputException with the root cause, where engines cannot run here
     */
    static Host require() {
        problem().ifPresent(text -> {
            throw new InputException(
                    "TensorRT does not work here: " + text + "; see 'instagan doctor'",
                    Libraries.cause().orElse(null));
        });
        return host();
    }

    /** The same for building. */
    static Host requireBuilding() {
        Host host = require();
        Libraries.PARSER.problem().ifPresent(text -> {
            throw new InputException(
                    "TensorRT cannot build here: " + text + "; see 'instagan doctor'",
                    Libraries.cause().orElse(null));
        });
        return host;
    }

    private static Optional<String> problem() {
        return Libraries.CUDA
                .problem()
                .or(Libraries.TENSORRT::problem)
                .or(TensorRt::devices)
                .or(() -> Version.mismatch(library(), Version.ofTensorRt(nvinfer.NV_TENSORRT_VERSION)));
    }

    private static Optional<String> devices() {
        int[] count = {0};
        int code = cudart.cudaGetDeviceCount(count);
        if (code == cudart.cudaSuccess && count[0] > 0) {
            return Optional.empty();
        }
        int meaning = code == cudart.cudaSuccess ? cudart.cudaErrorNoDevice : code;
        return Optional.of(Explanation.ofDevices(
                cudart.cudaGetErrorName(meaning).getString(),
                cudart.cudaGetErrorString(meaning).getString()));
    }

    private static Host host() {
        int[] runtime = {0};
        int[] driver = {0};
        Natives.check(cudart.cudaRuntimeGetVersion(runtime), "CUDA's version");
        Natives.check(cudart.cudaDriverGetVersion(driver), "The driver's version");
        try (cudaDeviceProp properties = new cudaDeviceProp()) {
            Natives.check(cudart.cudaGetDeviceProperties(properties, DEVICE), "The GPU's properties");
            return new Host(
                    library().toString(),
                    Version.ofCuda(runtime[0]).toString(),
                    Version.ofCuda(driver[0]).toString(),
                    properties.name().getString(),
                    properties.major() * 10 + properties.minor());
        }
    }

    private static Version library() {
        return Version.ofTensorRt(nvinfer.getInferLibVersion());
    }
}

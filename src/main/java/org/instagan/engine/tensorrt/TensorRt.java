package org.instagan.engine.tensorrt;

import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.global.nvinfer;
import org.instagan.error.InputException;
import org.instagan.platform.SharedLibrary;

/** Whether TensorRT works on this machine. Asking loads its natives; nothing else in this class's users does. */
public final class TensorRt {
    /** What engines are built on: {@code CUDA_VISIBLE_DEVICES} chooses among several. */
    static final int FIRST = 0;

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

    /** What the bindings link, of the version that they were made for, as the loader finds it. */
    public static List<SharedLibrary> libraries() {
        String cuda = nvinfer.NV_TENSORRT_MAJOR >= 11 ? "13" : "12";
        String tensorRt = Integer.toString(nvinfer.NV_TENSORRT_MAJOR);
        return List.of(
                SharedLibrary.find("libcuda.so.1", "NVIDIA's driver"),
                SharedLibrary.find("libcudart.so." + cuda, "CUDA " + cuda),
                SharedLibrary.find("libnvinfer.so." + tensorRt, "TensorRT " + tensorRt),
                SharedLibrary.find("libnvonnxparser.so." + tensorRt, "TensorRT " + tensorRt + ", for building"));
    }

    /** Looks for the libraries, then for a GPU; makes nothing on it. */
    public static State examine() {
        Optional<String> problem = problem(FIRST);
        if (problem.isPresent()) {
            return new State(false, problem.get(), false, problem.get());
        }
        Host host = host(FIRST);
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
    static Host require(int gpu) {
        problem(gpu).ifPresent(text -> {
            throw new InputException(
                    "TensorRT does not work here: " + text + "; see 'instagan doctor'",
                    Libraries.cause().orElse(null));
        });
        return host(gpu);
    }

    /** The GPU that this thread's calls go to from now on. */
    static void use(int gpu) {
        Natives.check(cudart.cudaSetDevice(gpu), "Choosing GPU " + gpu);
    }

    /** The same for building. */
    static Host requireBuilding() {
        Host host = require(FIRST);
        Libraries.PARSER.problem().ifPresent(text -> {
            throw new InputException(
                    "TensorRT cannot build here: " + text + "; see 'instagan doctor'",
                    Libraries.cause().orElse(null));
        });
        return host;
    }

    private static Optional<String> problem(int gpu) {
        return Libraries.CUDA
                .problem()
                .or(Libraries.TENSORRT::problem)
                .or(() -> devices(gpu))
                .or(() -> Version.mismatch(library(), Version.ofTensorRt(nvinfer.NV_TENSORRT_VERSION)));
    }

    private static Optional<String> devices(int gpu) {
        int[] count = {0};
        int code = cudart.cudaGetDeviceCount(count);
        if (code == cudart.cudaSuccess && count[0] > 0) {
            return gpu < count[0]
                    ? Optional.empty()
                    : Optional.of("no GPU " + gpu + ": this machine has " + count[0] + ", counted from 0");
        }
        int meaning = code == cudart.cudaSuccess ? cudart.cudaErrorNoDevice : code;
        return Optional.of(Explanation.ofDevices(
                cudart.cudaGetErrorName(meaning).getString(),
                cudart.cudaGetErrorString(meaning).getString()));
    }

    private static Host host(int gpu) {
        int[] runtime = {0};
        int[] driver = {0};
        Natives.check(cudart.cudaRuntimeGetVersion(runtime), "CUDA's version");
        Natives.check(cudart.cudaDriverGetVersion(driver), "The driver's version");
        try (cudaDeviceProp properties = new cudaDeviceProp()) {
            Natives.check(cudart.cudaGetDeviceProperties(properties, gpu), "The GPU's properties");
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

package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What JavaCPP's real classes do where something of NVIDIA's is missing, and what users are told of it. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the JNI jars are those of Linux on x86-64")
final class NativeLoadingTest {
    @TempDir
    private Path cache;

    @TempDir
    private Path libraries;

    @BeforeEach
    void driver() throws IOException {
        StubLibrary.write(libraries, "libcuda.so.1");
    }

    /** Found out twice: the second time the JVM itself no longer knows why. */
    private String problem(Libraries library) throws IOException {
        List<String> lines = NativeProbe.run(cache, List.of(libraries), library.name());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).isEqualTo(lines.get(0));
        return lines.get(0);
    }

    private void stubs(List<String> names) throws IOException {
        for (String name : names) {
            StubLibrary.write(libraries, name);
        }
    }

    @Test
    void noDriver() throws IOException {
        Files.delete(libraries.resolve("libcuda.so.1"));
        String problem = problem(Libraries.TENSORRT);
        assumeFalse(problem.equals("loads"), "this machine has a driver, CUDA and TensorRT");
        assumeTrue(problem.startsWith("libcuda"), "this machine has a driver: " + problem);
        assertThat(problem)
                .isEqualTo("libcuda.so.1: cannot open shared object file: No such file or directory; install NVIDIA's"
                        + " driver, or in a container give it the GPU (--gpus all)");
    }

    @Test
    void aDriverLibraryThatIsNone() throws IOException {
        Files.writeString(libraries.resolve("libcuda.so.1"), "not a library, whatever it says");
        assertThat(problem(Libraries.CUDA))
                .isEqualTo(libraries.resolve("libcuda.so.1") + ": file too short; install NVIDIA's driver, or in a"
                        + " container give it the GPU (--gpus all)");
    }

    @Test
    void noCudaRuntime() throws IOException {
        String problem = problem(Libraries.TENSORRT);
        assumeTrue(problem.startsWith("libcudart"), "this machine has the CUDA runtime: " + problem);
        assertThat(problem)
                .contains(": cannot open shared object file")
                .endsWith("; install the CUDA runtime, or put it on LD_LIBRARY_PATH");
    }

    /** Nor cuBLAS, cuDNN and NVRTC, which TensorRT's preset inherits: none is asked for. */
    @Test
    void noTensorRt() throws IOException {
        stubs(NativeProbe.CUDA);
        String problem = problem(Libraries.TENSORRT);
        assumeFalse(problem.equals("loads"), "this machine has TensorRT");
        assertThat(problem)
                .startsWith("libnvinfer.so.1")
                .endsWith(": cannot open shared object file: No such file or directory; install NVIDIA's TensorRT"
                        + " packages, or put TensorRT on LD_LIBRARY_PATH");
        assertThat(problem(Libraries.PARSER)).isEqualTo(problem);
    }

    /** As a bundle has them: its jars hold no natives, and no cache is filled. */
    @Test
    void bindingsOnTheLibraryPath() throws IOException {
        stubs(NativeProbe.CUDA);
        for (String binding : List.of("javacpp/%s/libjnijavacpp.so", "cuda/%s/libjnicudart.so")) {
            String resource = "/org/bytedeco/" + binding.formatted("linux-x86_64");
            try (InputStream in = Loader.class.getResourceAsStream(resource)) {
                Files.copy(in, libraries.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
            }
        }
        String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.matches(".*/(javacpp|cuda|tensorrt)-[^/]*-linux-x86_64\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(NativeProbe.run(jars, cache, List.of(libraries), Libraries.CUDA.name()))
                .containsExactly("loads", "loads");
        assertThat(cache).isDirectoryNotContaining("glob:**.jar");
    }

    @Test
    void libraryButNoGpu() throws IOException {
        stubs(List.of("libnvinfer.so.10", "libnvinfer.so.11"));
        assumeTrue(problem(Libraries.CUDA).equals("loads"), "this machine has no CUDA runtime of the preset's version");
        assertThat(NativeProbe.run(cache, List.of(libraries), "examine"))
                .containsExactly("no usable GPU: CUDA driver version is insufficient for CUDA runtime version"
                        + " (cudaErrorInsufficientDriver); install NVIDIA's driver, or one as new as this CUDA");
    }
}

package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Native failures in the words that they were seen with. */
final class ExplanationTest {
    @Test
    void theRootCauseIsWhatCounts() {
        Throwable root = new UnsatisfiedLinkError("/home/user/.javacpp/cache/x.jar/libjninvinfer.so: libnvinfer.so.11:"
                + " cannot open shared object file: No such file or directory");
        Throwable thrown = new UnsatisfiedLinkError("no jninvinfer in java.library.path: /lib");
        thrown.initCause(root);
        assertThat(Explanation.of(thrown))
                .isEqualTo("libnvinfer.so.11: cannot open shared object file: No such file or directory; install"
                        + " NVIDIA's TensorRT packages, or put TensorRT on LD_LIBRARY_PATH");
    }

    @Test
    void missingClassesAndBindings() {
        assertThat(Explanation.of(new ClassNotFoundException("org.bytedeco.tensorrt.global.nvinfer")))
                .startsWith("the class org.bytedeco.tensorrt.global.nvinfer is not on the class path");
        assertThat(Explanation.of(new UnsatisfiedLinkError("no jnicudart in java.library.path: /lib:/usr/lib")))
                .startsWith(
                        "JavaCPP's libjnicudart.so is not on the class path, there is one for Linux on x86-64 only");
    }

    @Test
    void aDeviceThatIsNotThere() {
        assertThat(Explanation.ofDevices("cudaErrorNoDevice", "no CUDA-capable device is detected"))
                .isEqualTo("no usable GPU: no CUDA-capable device is detected (cudaErrorNoDevice); this machine has"
                        + " none, or CUDA_VISIBLE_DEVICES hides it");
    }

    @Test
    void aMissingBuilderResource() {
        assertThat(Explanation.ofBuild("first\nUnable to load library: libnvinfer_builder_resource_sm90.so.11.2.1\n"))
                .isEqualTo("Unable to load library: libnvinfer_builder_resource_sm90.so.11.2.1; building needs the"
                        + " TensorRT that NVIDIA's packages install, with its builder resource for this GPU, on the"
                        + " library path (running a built engine does not)");
    }

    @Test
    void otherBuildFailures() {
        assertThat(Explanation.ofBuild("Error Code 2: OutOfMemory (Requested size was 10)"))
                .endsWith("; give it a smaller workspace, or a smaller profile");
        assertThat(Explanation.ofBuild("")).isEqualTo("TensorRT gave no reason");
        assertThat(Explanation.ofBuild("a\nb\n")).isEqualTo("a; b");
    }

    @Test
    void versions() {
        Version classes = Version.ofTensorRt(110_201);
        assertThat(classes).hasToString("11.2.1");
        assertThat(Version.ofCuda(13_030)).hasToString("13.3");
        assertThat(Version.mismatch(Version.ofTensorRt(110_300), classes)).isEmpty();
        assertThat(Version.mismatch(Version.ofTensorRt(110_000), classes))
                .hasValue("the library is TensorRT 11.0, this program was built for 11.2; install that or a later"
                        + " 11.x, or build with -Dtensorrt=11");
        assertThat(Version.mismatch(Version.ofTensorRt(100_600), classes))
                .hasValueSatisfying(text -> assertThat(text).endsWith("or build with -Dtensorrt=10"));
    }
}

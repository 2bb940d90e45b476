package org.instagan.platform.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.instagan.error.DeviceLostException;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;

final class CudaOptionsTest {
    @Test
    void fp32IsFp32AndShapesMayVary() {
        assertThat(CudaOptions.defaults().entries(false))
                .isEqualTo(Map.of(
                        "cudnn_conv_algo_search", "HEURISTIC",
                        "arena_extend_strategy", "kSameAsRequested",
                        "use_tf32", "0"));
    }

    @Test
    void whatIsAskedForIsPassedOn() {
        CudaOptions options = new CudaOptions(CudaOptions.Tf32.ON, CudaOptions.Search.EXHAUSTIVE, 8L << 30);
        assertThat(options.entries(false))
                .containsEntry("use_tf32", "1")
                .containsEntry("cudnn_conv_algo_search", "EXHAUSTIVE")
                .containsEntry("gpu_mem_limit", "8589934592");
    }

    /** ONNX Runtime's switch deselects tensor-core plans of every type. */
    @Test
    void fp16ModelsKeepTheDefaultOfTf32() {
        assertThat(CudaOptions.defaults().entries(true)).doesNotContainKey("use_tf32");
    }

    @Test
    void aDeviceKeepsItsOptionsAndSaysThem() {
        CudaOptions options = new CudaOptions(CudaOptions.Tf32.ON, CudaOptions.Search.DEFAULT, 0);
        assertThat(Device.parse("cuda:1").with(options).describe())
                .isEqualTo("cuda:1, TF32 on, convolution search default");
        assertThat(Device.CPU.with(options).describe()).isEqualTo("cpu");
        assertThatThrownBy(() -> Device.parse("gpu")).isInstanceOf(InputException.class);
    }

    @Test
    void anErrorThatStaysIsToldFromOneThatPasses() {
        RuntimeException lost = OrtFailure.of(
                "m.onnx: running it failed",
                new IllegalStateException("CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; …"));
        assertThat(lost).isInstanceOf(DeviceLostException.class).hasMessageContaining("start it again");
        assertThat(OrtFailure.of("m.onnx", new IllegalStateException("CUDA failure 1: invalid argument ; GPU=0")))
                .isInstanceOf(OrtFailure.class);
    }
}

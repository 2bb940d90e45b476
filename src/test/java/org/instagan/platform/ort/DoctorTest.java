package org.instagan.platform.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void thisProcessCanTrainAndRunsOnTheCpu() {
        assertThat(OrtRuntime.environment().isTrainingEnabled()).isTrue();
        assertThat(OrtRuntime.environment()).isSameAs(OrtRuntime.environment());

        RuntimeReport report = Doctor.examine();

        assertThat(report.healthy()).isTrue();
        assertThat(report.works("CPU")).isTrue();
        assertThat(Path.of(report.library())).isRegularFile();
        assertThat(report.libraryVersion()).startsWith(report.onnxRuntime());
    }

    @Test
    void aProviderThatDoesNotWorkSaysWhy() {
        assertThat(Doctor.examine().providers())
                .anyMatch(provider -> provider.name().equals("CUDA"))
                .allMatch(provider -> provider.works() == provider.detail().isEmpty());
    }
}

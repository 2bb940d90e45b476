package org.instagan.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.instagan.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script that speaks as nvidia-smi does; no GPU is asked. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is one for sh")
@Timeout(300)
final class GpuMemoryTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    private NvidiaSmi script(String lines) throws IOException {
        Path script = Files.writeString(folder.resolve("smi"), "#!/bin/sh\n" + lines + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new NvidiaSmi(script.toString());
    }

    @Test
    void theMostAboveWhatWasInUseAtFirst() throws Exception {
        NvidiaSmi smi = script("""
                case "$*" in
                *-lms*) for used in 100 700 130; do printf '0, %s\\n1, 60\\n' $used; done; exec sleep 60 ;;
                *) printf '0, 100\\n1, 50\\n' ;;
                esac""");
        try (GpuMemory memory = GpuMemory.watch(smi)) {
            memory.sample();
            Await.until(() -> memory.peak().orElse(-1) == 610 * MIB);
            memory.pause();
            assertThat(memory.peak()).hasValue(610 * MIB);
            memory.sample();
            Await.until(() -> memory.peak().orElse(-1) == 610 * MIB);
        }
    }

    @Test
    void aGpuThatDoesNotTell() throws Exception {
        try (GpuMemory memory = GpuMemory.watch(script("echo '0, [N/A]'"))) {
            assertThat(memory.peak()).isEmpty();
        }
    }

    @Test
    void noDriver() {
        NvidiaSmi none = new NvidiaSmi(folder.resolve("none").toString());
        try (GpuMemory memory = GpuMemory.watch(none)) {
            memory.sample();
            assertThat(memory.peak()).isEmpty();
        }
        assertThat(none.gpus()).isEmpty();
    }

    @Test
    void aDriverThatFails() throws Exception {
        NvidiaSmi failing = script("echo 'Failed to initialize NVML, 1, 2, 3, 4'; exit 9");
        assertThat(failing.gpus()).isEmpty();
    }

    @Test
    void whatGpusSayOfThemselves() throws Exception {
        assertThat(script("echo 'NVIDIA H200, 580.1, 345, 1980, 700.00'").gpus())
                .containsExactly("NVIDIA H200, driver 580.1, clock 345 of 1980 MHz, power limit 700.00 W");
    }
}

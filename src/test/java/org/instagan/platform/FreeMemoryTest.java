package org.instagan.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreeMemoryTest {
    @TempDir
    private Path group;

    @Test
    void aMachineTellsWhatIsAvailable() {
        List<String> meminfo = List.of("MemTotal:  9 kB", "MemFree:  1 kB", "MemAvailable:     2048 kB");
        assertThat(FreeMemory.machine(meminfo)).hasValue(2048 * 1024);
        assertThat(FreeMemory.machine(List.of())).isEmpty();
    }

    @Test
    void aContainerHasWhatItsLimitLeavesAndItsCacheHolds() throws IOException {
        assertThat(FreeMemory.container(group)).isEmpty();
        Files.writeString(group.resolve("memory.max"), "max\n");
        Files.writeString(group.resolve("memory.current"), "700\n");
        assertThat(FreeMemory.container(group)).isEmpty();
        Files.writeString(group.resolve("memory.max"), "1000\n");
        assertThat(FreeMemory.container(group)).hasValue(300);
        Files.writeString(group.resolve("memory.stat"), "anon 1\ninactive_file 50\nactive_file 9\n");
        assertThat(FreeMemory.container(group)).hasValue(350);
    }
}

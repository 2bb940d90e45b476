package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.instagan.platform.JavaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimingCacheTest {
    private static final Host H100 = new Host("11.2.1", "13.3", "13.3", "NVIDIA H100 80GB", 90);
    private static final int PROCESSES = 3;
    private static final int LINES = 40;

    @TempDir
    private Path folder;

    @Test
    void aFolderHasOneForEachGpuAndVersion() {
        assertThat(TimingCache.named("", H100)).isEmpty();
        assertThat(TimingCache.named("my.cache", H100)).hasValue(new TimingCache(Path.of("my.cache")));
        Path own = folder.resolve("tensorrt-11.2.1-sm_90-NVIDIA-H100-80GB.cache");
        assertThat(TimingCache.named(folder.toString(), H100)).hasValue(new TimingCache(own));
        assertThat(TimingCache.named(folder.resolve("new") + "/", H100))
                .hasValue(new TimingCache(folder.resolve("new").resolve(own.getFileName())));
    }

    @Test
    void whatIsNotThereYetIsEmptyAndItsFolderIsMade() throws IOException {
        TimingCache cache = new TimingCache(folder.resolve("a/b/c.cache"));
        assertThat(cache.read()).isEmpty();
        cache.update(there -> new byte[] {1, 2});
        cache.update(there -> new byte[] {there[1], 3});
        assertThat(cache.read()).containsExactly(2, 3);
    }

    /** Adds lines of its own, one update each. */
    static final class Adding {
        private Adding() {}

        public static void main(String[] args) throws IOException {
            TimingCache cache = new TimingCache(Path.of(args[0]));
            for (int i = 0; i < LINES; i++) {
                String line = args[1] + " " + i + "\n";
                cache.update(
                        there -> (new String(there, StandardCharsets.UTF_8) + line).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void processesThatAddAtOnceLoseNothing() throws Exception {
        Path file = folder.resolve("shared.cache");
        List<Process> adding = new ArrayList<>();
        for (int p = 0; p < PROCESSES; p++) {
            adding.add(JavaProcess.of(Adding.class, List.of("-Xmx64m"), List.of(file.toString(), Integer.toString(p)))
                    .inheritIO()
                    .start());
        }
        for (Process process : adding) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(Files.readAllLines(file)).hasSize(PROCESSES * LINES).doesNotHaveDuplicates();
    }
}

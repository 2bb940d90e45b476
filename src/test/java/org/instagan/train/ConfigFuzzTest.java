package org.instagan.train;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.instagan.Fuzzed;

/** Settings in YAML. */
final class ConfigFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Fuzzed.read(() -> ConfigFile.read(Fuzzed.file("x.yaml", bytes), RunConfig.defaults())
                .checked());
    }
}

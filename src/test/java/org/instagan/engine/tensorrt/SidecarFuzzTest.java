package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import org.instagan.Fuzzed;

/** The JSON beside an engine. */
final class SidecarFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Path engine = Fuzzed.file("x.engine.json", bytes).resolveSibling("x.engine");
        Fuzzed.read(() -> {
            Sidecar sidecar = Sidecar.read(engine);
            assertThat(sidecar.card(engine).filters()).isPositive();
        });
    }
}

package org.instagan.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.instagan.Fuzzed;

/** Safetensors. */
final class SafetensorsFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Fuzzed.read(() -> Safetensors.read(Fuzzed.file("x.safetensors", bytes)));
    }
}

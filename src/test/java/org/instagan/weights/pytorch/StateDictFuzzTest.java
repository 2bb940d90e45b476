package org.instagan.weights.pytorch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.instagan.Fuzzed;

/** PyTorch's files; the first inputs are such that PyTorch 2.13 wrote. */
final class StateDictFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Fuzzed.read(() -> StateDict.read(Fuzzed.file("x.pth", bytes)));
    }
}

package org.instagan.graph.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.instagan.Fuzzed;

/** ONNX models, without the seal that would keep damage out. */
final class OnnxFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Fuzzed.read(() -> OnnxReader.parse("model", bytes));
    }
}

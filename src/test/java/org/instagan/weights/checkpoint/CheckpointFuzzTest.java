package org.instagan.weights.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import org.instagan.Fuzzed;
import org.instagan.weights.NamedTensors;

/** ONNX Runtime's checkpoints. */
final class CheckpointFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Fuzzed.read(() -> {
            Path file = Fuzzed.file("x.ckpt", bytes);
            NamedTensors weights = CheckpointFile.open(file).weights();
            weights.read("");
        });
    }
}

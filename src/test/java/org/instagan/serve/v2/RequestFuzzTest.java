package org.instagan.serve.v2;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.instagan.Fuzzed;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.ServerOptions;

/** Bodies of the Open Inference Protocol. */
final class RequestFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        for (int json : List.of(bytes.length, bytes.length / 2)) {
            try {
                Fuzzed.read(
                        () -> TensorImages.of(TensorRequest.read(bytes, json).inputs(), ServerOptions.defaults()));
            } catch (Refusal e) {
                if (e.status() >= Refusal.INTERNAL) {
                    throw new AssertionError("a client's mistake as the server's", e);
                }
            }
        }
    }
}

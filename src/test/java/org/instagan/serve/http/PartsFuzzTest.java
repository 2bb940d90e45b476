package org.instagan.serve.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.instagan.Fuzzed;

/** Multipart bodies. */
final class PartsFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        try {
            Fuzzed.read(() -> Parts.read("multipart/form-data; boundary=b", bytes, 3));
        } catch (Refusal e) {
            if (e.status() >= Refusal.INTERNAL) {
                throw new AssertionError("a client's mistake as the server's", e);
            }
        }
    }
}

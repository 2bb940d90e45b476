package org.instagan.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.instagan.Fuzzed;

/** Image files of every format. */
final class ImagesFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws IOException {
        Fuzzed.read(() -> Images.readRgb("image", bytes, 10_000));
    }
}

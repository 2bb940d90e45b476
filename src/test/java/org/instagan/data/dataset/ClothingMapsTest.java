package org.instagan.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClothingMapsTest {
    @TempDir
    private Path folder;

    /** Scipy wrote it, compressed: [[0,28,28],[31,0,200]]. */
    private Path map() throws IOException {
        Path file = folder.resolve("0001.mat");
        try (InputStream in = ClothingMapsTest.class.getResourceAsStream("0001.mat")) {
            Files.copy(in, file);
        }
        return file;
    }

    @Test
    void pixelsWithALabelAreWhite() throws IOException {
        byte white = (byte) 255;
        assertThat(ClothingMaps.mask(map(), Set.of(28, 200)).pixels()).containsExactly(0, white, white, 0, 0, white);
    }

    @Test
    void whatIsNoMapIsRefused() throws IOException {
        Path file = map();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 8; length += 7) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ClothingMaps.mask(file, Set.of(1)))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": no MATLAB file with a matrix 'groundtruth'");
        }
    }
}

package org.instagan.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Clothing Co-Parsing's label maps: MATLAB files with a matrix {@code groundtruth}, a label a pixel. */
public final class ClothingMaps {
    private static final String MATRIX = "groundtruth";
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_SIDE = 16_384;

    private ClothingMaps() {}

    /**
     * White where a pixel has one of these labels.
     *
     * @throws InputException naming the file, when it is no such map
     */
    public static Image mask(Path file, Set<Integer> labels) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(file + ": larger than any label map");
            }
            try (Source source = Sources.openFile(file.toFile())) {
                return mask(file, Mat5.newReader(source).readMat().getMatrix(MATRIX), labels);
            }
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (e instanceof IOException io && !Files.isReadable(file)) {
                throw FileProblem.of(file + ": cannot be read: " + e, io);
            }
            throw new InputException(file + ": no MATLAB file with a matrix '" + MATRIX + "': " + e.getMessage(), e);
        }
    }

    private static Image mask(Path file, Matrix map, Set<Integer> labels) {
        int height = map.getNumRows();
        int width = map.getNumCols();
        if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
            throw new InputException(file + ": '" + MATRIX + "' is of " + height + " by " + width);
        }
        byte[] bytes = new byte[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                bytes[y * width + x] = (byte) map.getInt(y, x);
            }
        }
        return LabelMaps.mask(width, height, bytes, labels);
    }
}

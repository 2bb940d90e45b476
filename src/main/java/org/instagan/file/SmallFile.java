package org.instagan.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.error.InputException;

/** Files that are read in whole, because they are small. */
public final class SmallFile {
    private SmallFile() {}

    /**
     * All of a file.
     *
     * @param most bytes that it may have; looked at before memory is taken
     * @throws InputException when it has more
     */
    public static byte[] read(Path path, long most) throws IOException {
        long size = Files.size(path);
        if (size > most) {
            throw new InputException(path + ": " + size + " bytes, expected at most " + most);
        }
        return Files.readAllBytes(path);
    }
}

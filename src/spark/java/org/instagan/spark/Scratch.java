package org.instagan.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.instagan.file.Folders;

/** Folders in the temporary one, for as long as a JVM or a task lives. */
final class Scratch {
    private Scratch() {}

    static void removeAtEnd(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
    }

    /** A message is all that is left to do about one that stays. */
    static void remove(Path folder) {
        try {
            Folders.remove(folder);
        } catch (IOException e) {
            System.err.println("instagan: " + folder + " cannot be removed: " + e.getMessage());
        }
    }
}

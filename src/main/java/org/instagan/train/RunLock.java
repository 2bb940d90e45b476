package org.instagan.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;

/** One run a folder: the system's lock on a file in it, which ends with the process whatever ends that. */
final class RunLock {
    private static final String FILE = ".lock";

    private RunLock() {}

    /** @throws InputException when a run goes on in the folder, or it cannot be written */
    static void holding(Path folder, Runnable run) {
        Path file = folder.resolve(FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!isLocked(channel)) {
                throw new InputException(folder + ": a run goes on in it; wait for its end, or name another folder");
            }
            run.run();
        } catch (IOException e) {
            throw FileProblem.of(file + ": cannot be locked (" + FileProblem.reason(e) + ")", e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // a run of this process
        }
    }
}

package org.instagan.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;

/** Whose fault it is that a file cannot be read or written. */
public final class FileProblem {
    private FileProblem() {}

    /**
     * An {@link InputException} where another path would do: it is missing, forbidden or no folder; else an {@link
     * EnvironmentException}: the disk is full or broken.
     *
     * @param message the whole line
     */
    public static RuntimeException of(String message, Exception problem) {
        return isAboutThePath(problem)
                ? new InputException(message, problem)
                : new EnvironmentException(message, problem);
    }

    private static boolean isAboutThePath(Exception problem) {
        Exception e = problem instanceof UncheckedIOException unchecked ? unchecked.getCause() : problem;
        return e instanceof NoSuchFileException
                || e instanceof FileNotFoundException
                || e instanceof AccessDeniedException
                || e instanceof NotDirectoryException
                || e instanceof FileAlreadyExistsException
                || e instanceof ReadOnlyFileSystemException
                || (e instanceof FileSystemException f && isAboutThePath(String.valueOf(f.getReason())));
    }

    /** What Linux and macOS have no exception of their own for. */
    private static boolean isAboutThePath(String reason) {
        return reason.contains("Not a directory")
                || reason.contains("Is a directory")
                || reason.contains("Read-only file system")
                || reason.contains("File name too long");
    }

    /** In words, without the path. */
    public static String reason(Throwable e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        String message = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        String line = message == null ? "" : message.strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? e.getClass().getSimpleName() : line;
    }

    /** {@code PATH: cannot be written (…), …}. */
    static RuntimeException writing(Object path, IOException problem) {
        return of(path + ": cannot be written (" + reason(problem) + "), expected a folder to write to", problem);
    }
}

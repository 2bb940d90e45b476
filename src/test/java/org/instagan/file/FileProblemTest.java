package org.instagan.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileProblemTest {
    @TempDir
    private Path folder;

    @Test
    void aPathThatCannotBeIsTheUsersAndADiskThatFailsIsNot() {
        assertThat(FileProblem.of("x", new NoSuchFileException("x"))).isInstanceOf(InputException.class);
        assertThat(FileProblem.of("x", new FileSystemException("x", null, "Not a directory")))
                .isInstanceOf(InputException.class);
        assertThat(FileProblem.of("x", new FileSystemException("x", null, "No space left on device")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("x");
        assertThat(FileProblem.of("x", new IOException("Input/output error")))
                .isInstanceOf(EnvironmentException.class)
                .hasRootCauseMessage("Input/output error");
    }

    @Test
    void aFileThatDoesNotFitOnTheDiskIsTheEnvironmentsAndLeavesNothing() throws IOException {
        Path target = folder.resolve("x");
        Files.writeString(target, "old");
        assertThatThrownBy(() -> WholeFile.write(target, channel -> {
                    throw new FileSystemException("x", null, "No space left on device");
                }))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(target + ": cannot be written (No space left on device), expected a folder to write to");
        assertThat(folder.toFile().list()).containsExactly("x");
        assertThat(target).hasContent("old");
    }

    @Test
    void aFileAsAFolderIsTheUsers() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> WholeFile.write(file.resolve("x"), "text")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> WorkFolder.within(file.resolve("x"))).isInstanceOf(InputException.class);
    }
}

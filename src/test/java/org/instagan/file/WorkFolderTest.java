package org.instagan.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.ChildProcess;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkFolderTest {
    @TempDir
    private Path folder;

    @Test
    void nothingIsLeftOfWhatWasOnlyWork() throws IOException {
        Path out = folder.resolve("a/b");
        try (WorkFolder work = WorkFolder.within(out)) {
            Files.writeString(Files.createDirectory(work.path().resolve("c")).resolve("d"), "e");
            assertThat(work.path().getParent()).isEqualTo(out);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatWasMovedOutStays() throws IOException {
        Path out = folder.resolve("a/b");
        try (WorkFolder work = WorkFolder.within(out)) {
            Files.move(Files.writeString(work.path().resolve("c"), "d"), out.resolve("c"));
        }
        assertThat(out.toFile().list()).containsExactly("c");
    }

    @Test
    void aFolderThatWasThereStaysThoughItIsEmpty() throws IOException {
        Path out = Files.createDirectory(folder.resolve("a"));
        WorkFolder.within(out).close();
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void nothingIsLeftWhenTheProcessEnds() throws Exception {
        Process child = ChildProcess.of(Ends.class, folder.resolve("out").toString())
                .inheritIO()
                .start();
        assertThat(child.waitFor()).isEqualTo(3);
        assertThat(folder).isEmptyDirectory();
    }

    /** Ends in the middle of its work, as Ctrl-C makes a process do. */
    static final class Ends {
        private Ends() {}

        public static void main(String[] args) throws IOException {
            WorkFolder work = WorkFolder.within(Path.of(args[0]));
            Files.writeString(work.path().resolve("half"), "written");
            System.exit(3);
        }
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        assertThatThrownBy(() -> WorkFolder.within(file.resolve("out")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file.resolve("out") + ": cannot be written");
        assertThat(folder.toFile().list()).containsExactly("file");
    }
}

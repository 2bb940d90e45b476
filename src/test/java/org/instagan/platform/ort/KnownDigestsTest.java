package org.instagan.platform.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnownDigestsTest {
    @TempDir
    private Path folder;

    private int hashed;

    private String digest(Path file) throws IOException {
        return new KnownDigests(folder.resolve("digests")).of(file, () -> {
            hashed++;
            return NativeCache.sha256(file);
        });
    }

    private static Path settled(Path file, String content) throws IOException {
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void aFileIsHashedOnceForAllProcesses() throws IOException {
        Path file = settled(folder.resolve("a"), "content");
        String first = digest(file);
        assertThat(digest(file)).isEqualTo(first).isEqualTo(NativeCache.sha256(file));
        assertThat(hashed).isEqualTo(1);
    }

    @Test
    void anotherSizeOrTimeIsHashedAgain() throws IOException {
        Path file = settled(folder.resolve("a"), "content");
        digest(file);
        settled(file, "more content");
        assertThat(digest(file)).isEqualTo(NativeCache.sha256(file));
        Files.writeString(file, "mere content");
        assertThat(digest(file)).isEqualTo(NativeCache.sha256(file));
        assertThat(hashed).isEqualTo(3);
    }

    @Test
    void aFileThatChangedJustNowIsNotRemembered() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "content");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
        digest(file);
        digest(file);
        assertThat(hashed).isEqualTo(2);
    }

    @Test
    void aDamagedMemoryIsMadeAnew() throws IOException {
        Path file = settled(folder.resolve("a"), "content");
        digest(file);
        try (Stream<Path> entries = Files.list(folder.resolve("digests"))) {
            for (Path entry : entries.toList()) {
                Files.writeString(entry, "{");
            }
        }
        List.of(digest(file), digest(file)).forEach(d -> assertThat(d).hasSize(64));
        assertThat(hashed).isEqualTo(2);
    }
}

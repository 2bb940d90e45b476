package org.instagan.platform.ort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.file.Sha256;

/**
 * SHA-256 of files that were hashed before: the CUDA provider has 238 MB, and every process would wait for it. A file is
 * taken for the one that was hashed while its path, size and time of change are the same.
 */
final class KnownDigests {
    /** A file that changed just now may change again within the same tick of the file system's clock. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final int NAME = 12;

    private final Path folder;

    KnownDigests(Path folder) {
        this.folder = folder;
    }

    /** How a digest is computed where it is not known. */
    interface Hashing {
        String run() throws IOException;
    }

    private record Entry(String key, long bytes, long modifiedMillis, String sha256) {}

    /** The digest of a file's content. */
    String of(Path file, Hashing hashing) throws IOException {
        return of(file, file.toString(), hashing);
    }

    /**
     * The digest of something in a file.
     *
     * @param key tells it from everything else
     */
    String of(Path file, String key, Hashing hashing) throws IOException {
        long bytes = Files.size(file);
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        Path entry = folder.resolve(name(key));
        Optional<Entry> known = read(entry);
        if (known.isPresent()
                && known.get().key.equals(key)
                && known.get().bytes == bytes
                && known.get().modifiedMillis == modified.toEpochMilli()) {
            return known.get().sha256;
        }
        String sha256 = hashing.run();
        if (modified.plus(SETTLED).isBefore(Instant.now())) {
            write(entry, new Entry(key, bytes, modified.toEpochMilli(), sha256));
        }
        return sha256;
    }

    private static Optional<Entry> read(Path entry) {
        try {
            return Files.isRegularFile(entry)
                    ? Optional.of(Json.read(entry, Entry.class, "it is made anew"))
                    : Optional.empty();
        } catch (InputException e) {
            return Optional.empty(); // damaged: it is written again
        }
    }

    /** What cannot be remembered is hashed again. */
    private void write(Path entry, Entry content) {
        try {
            Files.createDirectories(folder);
            Json.write(entry, content);
        } catch (IOException | InputException e) {
            System.getLogger(KnownDigests.class.getName()).log(System.Logger.Level.DEBUG, "not remembered", e);
        }
    }

    private static String name(String key) {
        byte[] digest = Sha256.digest().digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, NAME) + ".json";
    }
}

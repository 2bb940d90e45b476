package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.instagan.file.WholeFile;

/**
 * A file of TensorRT's measurements, which makes the next build faster. Builds that run at once add to it in turn, each
 * to what the others left.
 */
record TimingCache(Path file) {
    /**
     * The cache that a path means: nothing where it is empty, a file, or in a folder (which there is, or a slash at its
     * end says so) the file of this TensorRT and GPU, since others cannot use it.
     */
    static Optional<TimingCache> named(String path, Host host) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Path named = Path.of(path);
        String own = "tensorrt-" + host.tensorRt() + "-" + host.sm() + "-" + host.gpu();
        return Optional.of(new TimingCache(
                path.endsWith("/") || Files.isDirectory(named)
                        ? named.resolve(own.replaceAll("[^A-Za-z0-9._-]+", "-") + ".cache")
                        : named));
    }

    /** What is in it; nothing where it is not there yet. */
    byte[] read() throws IOException {
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
    }

    /**
     * Replaces what is in it; nobody else does meanwhile.
     *
     * @param change of what is in it by now
     */
    void update(UnaryOperator<byte[]> change) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid()) {
                WholeFile.writeLightly(file, change.apply(read()));
            }
        }
    }
}

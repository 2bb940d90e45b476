package org.instagan.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.instagan.error.InputException;

/** A folder on a file system that driver and workers share. Files appear whole: written beside, then renamed. */
final class Store implements Serializable {
    private static final long serialVersionUID = 1;

    private final String root;
    private final SerializableConfiguration hadoop;

    Store(String root, SerializableConfiguration hadoop) {
        this.root = root;
        this.hadoop = hadoop;
    }

    private interface Work<T> {
        T in(FileSystem system, Path path) throws IOException;
    }

    private <T> T with(String name, Work<T> work) {
        Path path = new Path(root, name);
        try (FileSystem system = PictureFiles.system(path, hadoop.value())) {
            return work.in(system, path);
        } catch (IOException e) {
            throw new InputException(path + ": " + e.getMessage(), e);
        }
    }

    boolean has(String name) {
        return with(name, FileSystem::exists);
    }

    byte[] read(String name) {
        return with(name, (system, path) -> {
            try (InputStream in = system.open(path)) {
                return in.readAllBytes();
            }
        });
    }

    void write(String name, byte[] bytes) {
        with(name, (system, path) -> {
            Path partial = new Path(path.getParent(), "." + path.getName() + "." + System.nanoTime());
            try (OutputStream out = system.create(partial, true)) {
                out.write(bytes);
            }
            replace(system, partial, path);
            return null;
        });
    }

    /** Puts a local folder of files into place as a whole. */
    void put(java.nio.file.Path folder, String name) {
        with(name, (system, path) -> {
            Path partial = new Path(path.getParent(), "." + path.getName() + "." + System.nanoTime());
            try (Stream<java.nio.file.Path> files = Files.list(folder)) {
                for (java.nio.file.Path file : files.toList()) {
                    try (OutputStream out =
                            system.create(new Path(partial, file.getFileName().toString()))) {
                        Files.copy(file, out);
                    }
                }
            }
            replace(system, partial, path);
            return null;
        });
    }

    private static void replace(FileSystem system, Path partial, Path path) throws IOException {
        system.delete(path, true);
        if (!system.rename(partial, path)) {
            throw new IOException(partial + " cannot be renamed to " + path.getName());
        }
    }

    void delete(String name) {
        with(name, (system, path) -> system.delete(path, true));
    }

    /** The same store's folder as others name it. */
    @Override
    public String toString() {
        return root;
    }
}

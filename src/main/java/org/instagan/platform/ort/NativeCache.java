package org.instagan.platform.ort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.Sha256;
import org.instagan.platform.CacheFolder;
import org.instagan.platform.ort.KnownDigests.Hashing;

/**
 * Copies class-path resources into a folder, where the system's loader can reach them. A file appears whole or not at
 * all, so any number of processes may do this at once; what is there already is used only when its SHA-256 is right, or was when the file was last changed.
 */
final class NativeCache {
    private static final int BUFFER = 1 << 16;

    private final Path root;
    private final KnownDigests known;

    NativeCache(Path root) {
        this.root = root;
        this.known = new KnownDigests(root.resolve("digests"));
    }

    /** The SHA-256 of a class-path resource, in hexadecimal; a damaged jar is refused. */
    String sha256(URL resource) {
        try {
            Hashing hashing = () -> copy(resource, OutputStream.nullOutputStream());
            if (resource.openConnection() instanceof JarURLConnection jar
                    && jar.getJarFileURL().getProtocol().equals("file")) {
                Path file = Path.of(jar.getJarFileURL().toURI());
                return known.of(file, resource.toString(), hashing);
            }
            return hashing.run();
        } catch (IOException e) {
            throw damaged(resource, reason(e), e);
        } catch (URISyntaxException e) {
            throw damaged(resource, "its name is no URI: " + e.getMessage(), e);
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = Files.newInputStream(file)) {
            transfer(in, OutputStream.nullOutputStream(), digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Makes {@code folder/name} hold the resource, whose SHA-256 is given, and returns its path. */
    Path install(URL resource, String sha256, String folder, String name) {
        Path directory = root.resolve(folder);
        Path target = directory.resolve(name);
        try {
            if (Files.isRegularFile(target)
                    && known.of(target, () -> sha256(target)).equals(sha256)) {
                return target;
            }
            Files.createDirectories(directory);
            Path fresh = Files.createTempFile(directory, name, ".part");
            try {
                extract(resource, sha256, fresh);
                moveInto(fresh, target, sha256);
            } finally {
                Files.deleteIfExists(fresh);
            }
            return target;
        } catch (IOException e) {
            throw FileProblem.of(
                    "native library cache " + root + ": cannot write it (" + reason(e) + "); name a folder that can be"
                            + " written with INSTAGAN_CACHE or -D" + CacheFolder.PROPERTY,
                    e);
        }
    }

    private static void extract(URL resource, String sha256, Path fresh) throws IOException {
        String written;
        try (OutputStream out = Files.newOutputStream(fresh)) {
            written = copy(resource, out);
        }
        if (!written.equals(sha256)) {
            throw damaged(resource, "it changed while it was read", null);
        }
    }

    private static void moveInto(Path fresh, Path target, String sha256) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot move a file atomically", e);
        } catch (IOException e) {
            // Windows refuses to replace a library in use: another process was first, which is as good.
            if (!Files.isRegularFile(target) || !sha256(target).equals(sha256)) {
                throw e;
            }
        }
    }

    private static String copy(URL resource, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.digest();
        CRC32 crc = new CRC32();
        long expected = -1;
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar) {
            expected = jar.getJarEntry().getCrc();
        }
        try (InputStream in = new CheckedInputStream(connection.getInputStream(), crc)) {
            transfer(in, out, digest);
        }
        if (expected != -1 && expected != crc.getValue()) {
            throw damaged(resource, "its checksum is wrong", null);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void transfer(InputStream in, OutputStream out, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
        }
    }

    private static InputException damaged(URL resource, String what, Throwable cause) {
        return new InputException(
                "native library " + resource + ": cannot be read (" + what
                        + "); delete that jar from the local Maven repository and from target/lib, and build again",
                cause);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + message;
    }
}

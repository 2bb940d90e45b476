package org.instagan.platform.ort;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.instagan.error.InputException;
import org.instagan.platform.CacheFolder;

/**
 * Chooses the native ONNX Runtime, before the Java API loads one: its own jar holds a library without training, the
 * {@code org.bytedeco:onnxruntime} jar the same one with it. Beside it goes the Java API's JNI library, because the API
 * looks for providers in one folder that has to hold every library. In this order:
 *
 * <ol>
 *   <li>the system property {@value #PATH_PROPERTY}, a file, or {@value #FOLDER_PROPERTY}, a folder, where the user set
 *       one;
 *   <li>the training library on the class path, extracted into {@link CacheFolder}, in a folder named after its version
 *       and SHA-256.
 * </ol>
 */
public final class NativeLibrary {
    /** The Java API's property for the library's file. */
    public static final String PATH_PROPERTY = "onnxruntime.native.onnxruntime.path";

    /** The Java API's property for a folder that holds every one of its libraries. */
    public static final String FOLDER_PROPERTY = "onnxruntime.native.path";

    private static final String RESOURCES = "org/bytedeco/onnxruntime/";
    private static final String POM = "META-INF/maven/org.bytedeco/onnxruntime/pom.properties";
    private static final String OURS = "training library of the class path";
    private static final int PREFIX = 12;

    private static Choice loaded;

    private NativeLibrary() {}

    /**
     * The native library of this process.
     *
     * @param path the file
     * @param reason why this one
     * @param version of the artifact that it came in, or {@code unknown}
     * @param sha256 of the file, in hexadecimal
     */
    public record Choice(Path path, String reason, String version, String sha256) {
        private boolean ours() {
            return reason.startsWith(OURS);
        }
    }

    /**
     * Points the Java API at the training library; the first call does the work.
     *
     * @throws InputException where the platform has no such library, or the cache cannot be written
     */
    public static synchronized Choice ensureLoaded() {
        if (loaded == null) {
            Optional<Choice> users = chosenByUser();
            Choice choice = users.orElseGet(() -> install(CacheFolder.path()));
            if (users.isEmpty()) {
                System.setProperty(PATH_PROPERTY, choice.path().toString());
                // The Java API looks for providers such as CUDA in this folder only.
                System.setProperty(FOLDER_PROPERTY, choice.path().getParent().toString());
            }
            loaded = choice;
        }
        return loaded;
    }

    /**
     * Puts a provider's library, such as {@code cuda}, beside ONNX Runtime, which loads it from there. Separate from
     * {@link #ensureLoaded}: such a library has hundreds of megabytes, and only its users should wait for it.
     *
     * <p>Nothing is written beside a library of the user's own.
     *
     * @return its file, or empty where there is none
     */
    public static Optional<Path> ensureProvider(String provider) {
        Choice choice = ensureLoaded();
        Path folder = choice.path().getParent();
        if (!choice.ours()) {
            Path file = folder.resolve(Platform.fileName("onnxruntime_providers_" + provider));
            return Optional.of(file).filter(Files::isRegularFile);
        }
        return installProvider(new NativeCache(folder), "", provider);
    }

    static Choice install(Path cacheRoot) {
        Platform platform = Platform.current();
        URL resource = find(platform.library())
                .orElseThrow(() -> new InputException("class path: expected " + RESOURCES + platform.key() + "/"
                        + platform.library() + ", found none; add org.bytedeco:onnxruntime with the classifier "
                        + platform.key()));
        NativeCache cache = new NativeCache(cacheRoot);
        String sha256 = cache.sha256(resource);
        String version = version();
        String folder = "onnxruntime-" + version + "-" + sha256.substring(0, PREFIX);
        Path path = cache.install(resource, sha256, folder, Platform.fileName("onnxruntime"));
        installBinding(cache, folder, platform);
        installProvider(cache, folder, "shared");
        return new Choice(path, OURS + ", kept in " + cacheRoot, version, sha256);
    }

    /** The Java API's own half, from its own jar: it must lie in the folder too. */
    private static void installBinding(NativeCache cache, String folder, Platform platform) {
        String file = Platform.fileName("onnxruntime4j_jni");
        URL resource = resource(platform.bindings() + file)
                .orElseThrow(() -> new InputException("class path: expected " + platform.bindings() + file
                        + ", found none; add com.microsoft.onnxruntime:onnxruntime"));
        cache.install(resource, cache.sha256(resource), folder, file);
    }

    private static Optional<Path> installProvider(NativeCache cache, String folder, String provider) {
        String file = Platform.fileName("onnxruntime_providers_" + provider);
        return find(file).map(resource -> cache.install(resource, cache.sha256(resource), folder, file));
    }

    /** The GPU build's library where it is there, else the CPU build's. */
    private static Optional<URL> find(String file) {
        String key = Platform.current().key();
        return resource(RESOURCES + key + "-gpu/" + file).or(() -> resource(RESOURCES + key + "/" + file));
    }

    private static Optional<URL> resource(String name) {
        return Optional.ofNullable(NativeLibrary.class.getClassLoader().getResource(name));
    }

    private static Optional<Choice> chosenByUser() {
        String folder = System.getProperty(FOLDER_PROPERTY);
        String file = System.getProperty(PATH_PROPERTY);
        if (folder == null && file == null) {
            return Optional.empty();
        }
        String property = folder == null ? PATH_PROPERTY : FOLDER_PROPERTY;
        Path path =
                (folder == null ? Path.of(file) : Path.of(folder, Platform.fileName("onnxruntime"))).toAbsolutePath();
        if (!Files.isRegularFile(path)) {
            throw new InputException("-D" + property + ": expected ONNX Runtime's library at " + path
                    + ", found no file there; correct the path, or leave the property out");
        }
        try {
            return Optional.of(
                    new Choice(path, "named by the system property " + property, "unknown", NativeCache.sha256(path)));
        } catch (IOException e) {
            throw new InputException("-D" + property + ": cannot read " + path + " (" + e.getMessage() + ")", e);
        }
    }

    private static String version() {
        Properties pom = new Properties();
        try (InputStream in = NativeLibrary.class.getClassLoader().getResourceAsStream(POM)) {
            if (in != null) {
                pom.load(in);
            }
        } catch (IOException e) {
            throw new InputException("class path: cannot read " + POM + " (" + e.getMessage() + "); build again", e);
        }
        return pom.getProperty("version", "unknown");
    }
}

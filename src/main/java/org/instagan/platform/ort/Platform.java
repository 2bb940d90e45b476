package org.instagan.platform.ort;

import java.util.Locale;
import org.instagan.error.InputException;

/**
 * Names that differ between operating systems.
 *
 * @param key the classifier of the native jar, e.g. {@code linux-x86_64}
 * @param library what the native jar calls ONNX Runtime
 * @param bindings where the Java API's jar keeps its JNI library
 */
record Platform(String key, String library, String bindings) {
    private static final String JAVA_API = "ai/onnxruntime/native/";

    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String family = os.startsWith("linux")
                ? "linux"
                : os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "";
        String arch = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> "";
        };
        return switch (family + "-" + arch) {
            case "linux-x86_64" -> new Platform("linux-x86_64", "libonnxruntime.so.1", JAVA_API + "linux-x64/");
            case "linux-arm64" -> new Platform("linux-arm64", "libonnxruntime.so.1", JAVA_API + "linux-aarch64/");
            case "macosx-arm64" -> new Platform("macosx-arm64", "libonnxruntime.1.dylib", JAVA_API + "osx-aarch64/");
            case "windows-x86_64" -> new Platform("windows-x86_64", "onnxruntime.dll", JAVA_API + "win-x64/");
            default ->
                throw new InputException("platform: expected linux-x86_64, linux-arm64, macosx-arm64 or windows-x86_64,"
                        + " got " + osName + " on " + osArch + "; set -D" + NativeLibrary.PATH_PROPERTY
                        + "=FILE to a training-enabled ONNX Runtime of your own");
        };
    }

    /** The file name of a library as ONNX Runtime's Java API and its provider loader look for it. */
    static String fileName(String library) {
        return System.mapLibraryName(library).replace(".jnilib", ".dylib");
    }
}

package org.instagan.platform;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where this program keeps what it can make again: {@value #PROPERTY}, else {@code INSTAGAN_CACHE}, else {@code
 * XDG_CACHE_HOME/instagan}, else {@code ~/.cache/instagan} ({@code %LOCALAPPDATA%\\instagan} on Windows).
 */
public final class CacheFolder {
    /** The system property that names it. */
    public static final String PROPERTY = "instagan.cache";

    private CacheFolder() {}

    /** Absolute; it may have to be made. */
    public static Path path() {
        return path(System::getProperty, System::getenv);
    }

    static Path path(UnaryOperator<String> property, UnaryOperator<String> variable) {
        return given(property.apply(PROPERTY))
                .or(() -> given(variable.apply("INSTAGAN_CACHE")))
                .map(Path::of)
                .or(() -> given(variable.apply("XDG_CACHE_HOME")).map(root -> Path.of(root, "instagan")))
                .or(() -> isWindows(property)
                        ? given(variable.apply("LOCALAPPDATA")).map(root -> Path.of(root, "instagan"))
                        : Optional.empty())
                .orElseGet(() -> Path.of(property.apply("user.home"), ".cache", "instagan"))
                .toAbsolutePath();
    }

    private static boolean isWindows(UnaryOperator<String> property) {
        return String.valueOf(property.apply("os.name")).startsWith("Windows");
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}

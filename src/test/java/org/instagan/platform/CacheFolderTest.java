package org.instagan.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheFolderTest {
    @Test
    void theCacheIsThePropertyThenTheVariableThenThePlatformsPlace() {
        Map<String, String> linux = Map.of("os.name", "Linux", "user.home", "/home/me");
        assertThat(CacheFolder.path(Map.of("instagan.cache", "/a")::get, Map.of("INSTAGAN_CACHE", "/b")::get))
                .isEqualTo(Path.of("/a").toAbsolutePath());
        assertThat(CacheFolder.path(linux::get, Map.of("INSTAGAN_CACHE", "/b", "XDG_CACHE_HOME", "/c")::get))
                .isEqualTo(Path.of("/b").toAbsolutePath());
        assertThat(CacheFolder.path(linux::get, Map.of("XDG_CACHE_HOME", "/c")::get))
                .isEqualTo(Path.of("/c/instagan").toAbsolutePath());
        assertThat(CacheFolder.path(linux::get, Map.of("XDG_CACHE_HOME", " ")::get))
                .isEqualTo(Path.of("/home/me/.cache/instagan").toAbsolutePath());
        Map<String, String> windows = Map.of("os.name", "Windows 11", "user.home", "/Users/me");
        assertThat(CacheFolder.path(windows::get, Map.of("LOCALAPPDATA", "/local")::get))
                .isEqualTo(Path.of("/local/instagan").toAbsolutePath());
    }
}

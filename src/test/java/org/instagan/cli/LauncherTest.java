package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle's launcher, with a Java that says how it was started. */
final class LauncherTest {
    @TempDir
    private Path folder;

    private String localeUnder(String locale) throws Exception {
        Path launcher = folder.resolve("bin/instagan");
        Path runtime = folder.resolve("runtime/bin/java");
        Files.createDirectories(launcher.getParent());
        Files.createDirectories(runtime.getParent());
        Files.copy(Path.of("tools/bundled/instagan"), launcher, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(runtime, "#!/bin/sh\nprintf %s \"$LC_ALL\"\n");
        assertThat(runtime.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder("sh", launcher.toString());
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    /** Java takes names for ASCII there, and fails on the first one that is not. */
    @Test
    void theCLocaleBecomesOneOfUtf8() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "C.UTF-8 is Linux's");
        assertThat(localeUnder("C")).isEqualTo("C.UTF-8");
        assertThat(localeUnder("POSIX")).isEqualTo("C.UTF-8");
        assertThat(localeUnder("C.UTF-8")).isEqualTo("C.UTF-8");
    }
}

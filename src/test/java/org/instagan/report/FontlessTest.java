package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.instagan.ChildProcess;
import org.instagan.error.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM whose fonts cannot be had, as in bare images. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the libraries are Linux's")
final class FontlessTest {
    @TempDir
    private Path folder;

    @Test
    void oneLineAndNoError() throws Exception {
        ProcessBuilder builder =
                ChildProcess.of(Drawing.class, folder.resolve("plot.png").toString());
        for (String library : List.of("libfontconfig.so.1", "libfontconfig.so", "libfreetype.so.6")) {
            Files.writeString(folder.resolve(library), "no library");
        }
        builder.environment().put("LD_LIBRARY_PATH", folder.toString());
        builder.command().add(1, "-Duser.home=" + folder); // else what Java found before is taken
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .startsWith("pictures with text cannot be drawn by this Java: ")
                .contains("install fonts");
        assertThat(folder.resolve("plot.png")).doesNotExist();
    }

    /** What runs in that JVM. */
    static final class Drawing {
        private Drawing() {}

        public static void main(String[] args) {
            try {
                new CategoryPlot("Title", "x", "y", List.of("a", "b"), Map.of("line", List.of(1.0, 2.0)))
                        .write(Path.of(args[0]));
            } catch (EnvironmentException e) {
                System.out.print(e.getMessage());
            }
        }
    }
}

package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.instagan.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the process that a command runs in. */
final class ProcessTest {
    @TempDir
    private Path folder;

    private static ProcessBuilder command(List<String> jvm, String... arguments) {
        ProcessBuilder process = ChildProcess.of(Main.class, arguments);
        List<String> words = new ArrayList<>(process.command());
        words.addAll(1, jvm);
        return process.command(words);
    }

    @Test
    void aFullDiskBehindTheOutputIsAFailure() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "/dev/full is Linux's");
        Process process = command(List.of(), "--help").redirectOutput(full).start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(errors).isEqualTo("instagan: standard output: cannot be written, it is full or closed\n");
    }

    /** In Turkish the capital of i has a dot, and I's small letter has none. */
    @Test
    void namesAreTheSameInEveryLanguage() throws Exception {
        Path config = Files.writeString(folder.resolve("c.yaml"), "set-order: SHUFFLED\ndiscriminator-filters: 0\n");
        List<String> turkish = List.of("-Duser.language=tr", "-Duser.country=TR");
        Process process = command(
                        turkish,
                        "train",
                        "--config",
                        config.toString(),
                        "--data",
                        "x",
                        "--ins-per",
                        "2",
                        "--gan-loss",
                        "VANILLA",
                        "--out",
                        folder.resolve("run").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(output)
                .isEqualTo("instagan: " + config + ": setting 'discriminator-filters': expected 1 to 4096, got '0'\n");
    }
}

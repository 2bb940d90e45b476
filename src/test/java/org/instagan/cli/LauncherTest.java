package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The bundle's launcher, with a Java that says how it was started. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bundles are for Linux")
final class LauncherTest {
    @TempDir
    private Path folder;

    private String started(String printed, Map<String, String> environment) throws Exception {
        Path launcher = file("bundle/bin/instagan");
        Path runtime = file("bundle/runtime/bin/java");
        Files.createDirectories(folder.resolve("bundle/native"));
        Files.copy(Path.of("tools/bundled/instagan"), launcher, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(Path.of("tools/launch.sh"), file("bundle/bin/launch.sh"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(runtime, "#!/bin/sh\nprintf %s \"" + printed + "\"\n");
        assertThat(runtime.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", launcher.toString());
        builder.environment()
                .keySet()
                .removeAll(List.of("LD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "CUDA_HOME"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private Path file(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.exists(file) ? file : Files.writeString(file, "");
    }

    /** Java takes names for ASCII there, and fails on the first one that is not. */
    @Test
    void theCLocaleBecomesOneOfUtf8() throws Exception {
        for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
            assertThat(started("$LC_ALL", Map.of("LC_ALL", locale))).isEqualTo("C.UTF-8");
        }
    }

    /** Of what this machine itself has, only what is behind ours is seen here. */
    private List<String> libraries(Map<String, String> environment) throws Exception {
        return Stream.of(started("$LD_LIBRARY_PATH", environment).split(":", -1))
                .filter(f -> f.startsWith(folder.toString()))
                .map(f -> folder.relativize(Path.of(f)).toString())
                .toList();
    }

    @Test
    void whatTheVariableNamesThenPythonsThenCudasThenTheBundles() throws Exception {
        String packages = "env/lib/python3.12/site-packages/";
        file(packages + "nvidia/cu13/lib/libcudart.so.13");
        file(packages + "nvidia/cudnn/lib/libcudnn.so.9");
        file(packages + "nvidia_cudnn_cu13-9.12.0.46.dist-info/RECORD");
        file(packages + "nvidia/nvjitlink/lib/libnvJitLink.so.13");
        file(packages + "tensorrt_libs/libnvinfer.so.11");
        file("cuda/lib64/libcudart.so.13");
        file("mine/anything");
        Map<String, String> environment = Map.of(
                "LD_LIBRARY_PATH", folder + "/mine",
                "VIRTUAL_ENV", folder + "/env",
                "CUDA_HOME", folder + "/cuda");
        List<String> before = List.of("mine", packages + "nvidia/cudnn/lib", packages + "nvidia/cu13/lib");
        assertThat(libraries(environment))
                .startsWith(before.toArray(String[]::new))
                .containsSubsequence(packages + "tensorrt_libs", "cuda/lib64", "bundle/native")
                .hasSize(6);
        file("bundle/native/libnvinfer.so.11");
        assertThat(libraries(environment))
                .doesNotContain(packages + "tensorrt_libs")
                .hasSize(5);
    }

    @Test
    void librariesOfCuda12AreNotTakenForThoseOf13() throws Exception {
        String packages = "env/lib/python3.12/site-packages/";
        file(packages + "nvidia/cudnn/lib/libcudnn.so.9");
        file(packages + "nvidia_cudnn_cu12-9.1.0.70.dist-info/RECORD");
        file("cuda/lib64/libcudart.so.12");
        Map<String, String> environment = Map.of("VIRTUAL_ENV", folder + "/env", "CUDA_HOME", folder + "/cuda");
        assertThat(libraries(environment)).containsExactly("bundle/native");
    }
}

package org.instagan.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the names are Linux's")
final class SharedLibraryTest {
    @TempDir
    private Path folder;

    private Path file(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private LoaderPath path(String... first) {
        return new LoaderPath(
                List.of(first).stream().map(folder::resolve).toList(), Map.of(), List.of(folder.resolve("last")));
    }

    @Test
    void theFirstFolderThatHoldsItAndTheVersionOfTheFileThatTheLinkNames() throws IOException {
        file("last/libcudnn.so.9");
        Path real = file("b/libcudnn.so.9.12.0");
        Path link = Files.createSymbolicLink(folder.resolve("b/libcudnn.so.9"), real.getFileName());
        SharedLibrary found = SharedLibrary.find("libcudnn.so.9", "cuDNN", path("a", "b"));
        assertThat(found.file()).isEqualTo(link.toString());
        assertThat(found.version()).isEqualTo("9.12.0");
        assertThat(found.describe()).isEqualTo("libcudnn.so.9 (9.12.0): " + link);
    }

    @Test
    void theVersionOfThePythonPackageThatListsIt() throws IOException {
        Path library = file("site-packages/nvidia/cu13/lib/libcudart.so.13");
        Files.writeString(
                file("site-packages/nvidia_cublas-13.1.0.3.dist-info/RECORD"), "nvidia/cu13/lib/libcublas.so.13,x,1\n");
        Files.writeString(
                file("site-packages/nvidia_cuda_runtime-13.0.96.dist-info/RECORD"),
                "nvidia/cu13/lib/libcudart.so.13,sha256=x,1\n");
        SharedLibrary found = SharedLibrary.find("libcudart.so.13", "CUDA", path("site-packages/nvidia/cu13/lib"));
        assertThat(found.file()).isEqualTo(library.toString());
        assertThat(found.version()).isEqualTo("13.0.96");
    }

    @Test
    void theCacheComesBeforeTheLoadersOwnFolders() throws IOException {
        file("last/libcuda.so.1");
        Path cached = file("driver/libcuda.so.1");
        LoaderPath path = new LoaderPath(List.of(), Map.of("libcuda.so.1", cached), List.of(folder.resolve("last")));
        assertThat(SharedLibrary.find("libcuda.so.1", "", path).file()).isEqualTo(cached.toString());
    }

    @Test
    void theLineToSetWhereItIsMissing() throws IOException {
        SharedLibrary missing = SharedLibrary.find("libcublas.so.13", "CUDA 13", path());
        assertThat(missing.isFound()).isFalse();
        assertThat(missing.advice(List.of(folder))).isEqualTo(", it comes with CUDA 13");
        Path found = file("cuda-13.0/lib64/libcublas.so.13").getParent();
        assertThat(missing.advice(List.of(folder)))
                .endsWith("set: export LD_LIBRARY_PATH=" + found + ":$LD_LIBRARY_PATH");
    }
}

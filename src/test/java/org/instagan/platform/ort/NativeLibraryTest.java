package org.instagan.platform.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.instagan.ChildProcess;
import org.instagan.error.InputException;
import org.instagan.platform.CacheFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void aFreshCacheGetsTheLibraryUnderItsVersionAndDigest() throws IOException {
        Path cache = folder.resolve("not/there/yet");

        NativeLibrary.Choice choice = NativeLibrary.install(cache);

        assertThat(choice.path()).isRegularFile().startsWith(cache).hasFileName(Platform.fileName("onnxruntime"));
        assertThat(choice.path().getParent())
                .hasFileName("onnxruntime-" + choice.version() + "-"
                        + choice.sha256().substring(0, 12));
        assertThat(choice.version()).startsWith("1.");
        assertThat(NativeCache.sha256(choice.path())).isEqualTo(choice.sha256());
        assertThat(choice.path().resolveSibling(Platform.fileName("onnxruntime_providers_shared")))
                .isRegularFile();
        assertThat(choice.path().resolveSibling(Platform.fileName("onnxruntime4j_jni")))
                .isRegularFile();
        assertNoLeftovers(choice.path().getParent());
    }

    @Test
    void aCorruptedFileIsReplacedAndAGoodOneIsLeftAlone() throws IOException {
        Path library = NativeLibrary.install(folder).path();
        Files.writeString(library, "broken");

        NativeLibrary.Choice repaired = NativeLibrary.install(folder);
        assertThat(NativeCache.sha256(library)).isEqualTo(repaired.sha256());

        Object before = Files.readAttributes(library, "fileKey,lastModifiedTime");
        NativeLibrary.install(folder);
        assertThat(Files.readAttributes(library, "fileKey,lastModifiedTime")).isEqualTo(before);
        assertNoLeftovers(library.getParent());
    }

    @Test
    void aCacheThatCannotBeWrittenIsOneClearLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThatThrownBy(() -> NativeLibrary.install(file.resolve("cache")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("native library cache " + file.resolve("cache") + ": cannot write it")
                .hasMessageContaining("INSTAGAN_CACHE")
                .hasMessageNotContaining("\n");
    }

    @Test
    void manyAtOnceEndWithOneWholeFile() throws Exception {
        List<Callable<Path>> installs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            installs.add(() -> new NativeCache(folder)
                    .install(resource(), new NativeCache(folder).sha256(resource()), "f", "lib"));
        }
        ExecutorService pool = Executors.newFixedThreadPool(installs.size());
        try {
            for (Future<Path> future : pool.invokeAll(installs)) {
                assertThat(NativeCache.sha256(future.get())).isEqualTo(new NativeCache(folder).sha256(resource()));
            }
        } finally {
            pool.shutdown();
        }
        assertNoLeftovers(folder.resolve("f"));
    }

    @Test
    void severalProcessesMayStartOnOneEmptyCache() throws Exception {
        Path cache = folder.resolve("shared");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ProcessBuilder child = ChildProcess.of(StartsOnce.class).redirectErrorStream(true);
            child.command().addAll(1, List.of("-Xmx256m", "-D" + CacheFolder.PROPERTY + "=" + cache));
            processes.add(child.start());
        }
        for (Process process : processes) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said.strip()).endsWith("training true");
        }
    }

    /** A process that starts ONNX Runtime and says whether it can train. */
    static final class StartsOnce {
        private StartsOnce() {}

        public static void main(String[] args) {
            System.out.println("training " + OrtRuntime.environment().isTrainingEnabled());
        }
    }

    @Test
    void aDamagedJarIsOneClearLine() throws IOException {
        byte[] content = "the library's bytes".repeat(50).getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(content);
        Path jar = folder.resolve("natives.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            ZipEntry entry = new ZipEntry("lib");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        byte[] bytes = Files.readAllBytes(jar);
        bytes[200] ^= 1;
        Files.write(jar, bytes);
        URL damaged = URI.create("jar:" + jar.toUri() + "!/lib").toURL();

        assertThatThrownBy(() -> new NativeCache(folder).sha256(damaged))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("natives.jar!/lib: cannot be read (its checksum is wrong)");
    }

    @Test
    void anUnsupportedPlatformSaysWhatIsSupported() {
        assertThat(Platform.of("Linux", "aarch64").key()).isEqualTo("linux-arm64");
        assertThat(Platform.of("Windows 11", "amd64").library()).isEqualTo("onnxruntime.dll");
        assertThatThrownBy(() -> Platform.of("SunOS", "sparc"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("got SunOS on sparc");
    }

    private static URL resource() {
        return NativeLibraryTest.class.getResource("/org/instagan/platform/ort/probe.onnx");
    }

    private static void assertNoLeftovers(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }
}

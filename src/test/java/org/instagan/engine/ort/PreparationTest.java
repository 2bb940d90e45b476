package org.instagan.engine.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.error.InputException;
import org.instagan.platform.CacheFolder;
import org.instagan.platform.ort.Device;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to a model when it is opened on a CPU changes nothing but roundings. */
final class PreparationTest {
    private static final String HOW = "instagan.winograd";

    @TempDir
    private Path folder;

    private String cache;

    @BeforeEach
    void ownCache() {
        cache = System.getProperty(CacheFolder.PROPERTY, "");
    }

    @AfterEach
    void asBefore() {
        System.clearProperty(HOW);
        if (cache.isEmpty()) {
            System.clearProperty(CacheFolder.PROPERTY);
        } else {
            System.setProperty(CacheFolder.PROPERTY, cache);
        }
    }

    private static List<Sample> translated(Translator opened, List<Sample> samples) {
        try (opened) {
            return opened.translate(samples, StepObserver.NONE);
        }
    }

    private static void same(FloatTensor got, FloatTensor expected) {
        assertThat(got.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < got.data().length; i++) {
            // Float32 through three steps of 24 layers, summed in another order: 6e-5 was seen.
            assertThat(got.data()[i]).isCloseTo(expected.data()[i], within(3e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "two", "four", "auto"})
    void everyWayGivesWhatThePlainFileGives(String how) {
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        System.setProperty(HOW, how);
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 4);
        List<Sample> samples =
                List.of(TinyModel.sample(1, 3, 5, 7), TinyModel.sample(2, 4), TinyModel.sample(3, 2, 9, 6, 4, 8));
        Translator plain = new Translator(
                new PlainEngine(TranslationModel.open(model, Device.CPU, 2)), Translator.Options.defaults());
        List<Sample> expected = translated(plain, samples);
        List<Sample> got = translated(
                new Translator(OrtEngine.open(model, Device.CPU, 2), Translator.Options.defaults()), samples);
        for (int i = 0; i < samples.size(); i++) {
            same(got.get(i).image(), expected.get(i).image());
            same(got.get(i).masks(), expected.get(i).masks());
        }
    }

    @Test
    void filesThatAreLinksAreOpened() throws IOException {
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        Path model = TinyModel.export(folder.resolve("files/A2B.onnx"), 4);
        Path links = Files.createDirectories(folder.resolve("links"));
        try (Stream<Path> files = Files.list(model.getParent())) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(links.resolve(file.getFileName()), file);
            }
        }
        List<Sample> sample = List.of(TinyModel.sample(1, 3, 5));
        Sample direct = translated(Translator.open(model, Device.CPU, 2, Translator.Options.defaults()), sample)
                .get(0);
        Sample linked = translated(
                        Translator.open(links.resolve("A2B.onnx"), Device.CPU, 2, Translator.Options.defaults()),
                        sample)
                .get(0);
        assertThat(linked.image()).isEqualTo(direct.image());
    }

    @Test
    void itNeedsNoTemporaryFolder() throws IOException {
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 4);
        List<Sample> sample = List.of(TinyModel.sample(1, 3, 5));
        System.setProperty(HOW, "direct");
        Sample usual = translated(Translator.open(model, Device.CPU, 2, Translator.Options.defaults()), sample)
                .get(0);
        String temporary = System.getProperty("java.io.tmpdir");
        System.setProperty(
                "java.io.tmpdir",
                Files.writeString(folder.resolve("no-folder"), "").toString());
        try {
            Sample without = translated(Translator.open(model, Device.CPU, 2, Translator.Options.defaults()), sample)
                    .get(0);
            assertThat(without.image()).isEqualTo(usual.image());
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    @Test
    void aWayThatIsNoneIsRefused() {
        System.setProperty(CacheFolder.PROPERTY, folder.resolve("cache").toString());
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 4);
        System.setProperty(HOW, "fast");
        try (Translator opened = Translator.open(model, Device.CPU, 2, Translator.Options.defaults())) {
            assertThatThrownBy(() -> opened.translate(TinyModel.sample(1, 3)))
                    .isInstanceOf(InputException.class)
                    .hasMessage("instagan.winograd: expected auto, direct or one of [four, two], got 'fast'");
        }
    }

    @Test
    void whatIsFasterIsMeasuredOnce() throws IOException {
        Path kept = folder.resolve("cache");
        System.setProperty(CacheFolder.PROPERTY, kept.toString());
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 4);
        List<Sample> sample = List.of(TinyModel.sample(1, 3, 5));
        translated(Translator.open(model, Device.CPU, 2, Translator.Options.defaults()), sample);
        Map<Path, Long> files = files(kept);
        assertThat(files).isNotEmpty();
        translated(Translator.open(model, Device.CPU, 2, Translator.Options.defaults()), sample);
        assertThat(files(kept)).as("none was written again").isEqualTo(files);
    }

    private static Map<Path, Long> files(Path kept) throws IOException {
        try (Stream<Path> all = Files.list(kept.resolve("tuned"))) {
            return all.collect(Collectors.toMap(f -> f, f -> f.toFile().lastModified()));
        }
    }

    @Test
    void findingsThatAreDamagedOrCannotBeKeptAreFoundAgain() throws IOException {
        Path kept = folder.resolve("cache");
        System.setProperty(CacheFolder.PROPERTY, kept.toString());
        AtomicInteger found = new AtomicInteger();
        List<String> about = List.of("a test");
        for (int i = 0; i < 2; i++) {
            assertThat(Findings.of(about, Set.of("x"), () -> Map.of("x", (double) found.incrementAndGet())))
                    .containsExactly(Map.entry("x", 1.0));
        }
        Path file = files(kept).keySet().iterator().next();
        for (String damaged : List.of(
                "",
                "{}",
                "{\"about\":[\"else\"],\"numbers\":{\"x\":7}}",
                Files.readString(file).replace("\"x\"", "\"y\""))) {
            Files.writeString(file, damaged);
            double number = found.get() + 1.0;
            assertThat(Findings.of(about, Set.of("x"), () -> Map.of("x", (double) found.incrementAndGet())))
                    .as(damaged)
                    .containsExactly(Map.entry("x", number));
        }
        Path blocked = Files.writeString(folder.resolve("no-folder"), "");
        System.setProperty(CacheFolder.PROPERTY, blocked.toString());
        assertThat(Findings.of(about, Set.of("x"), () -> Map.of("x", -1.0))).containsEntry("x", -1.0);
    }
}

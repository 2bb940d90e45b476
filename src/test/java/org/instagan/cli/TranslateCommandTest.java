package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.demo.SyntheticData;
import org.instagan.image.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TranslateCommandTest {
    @TempDir
    private Path folder;

    private Path images;
    private Path masks;
    private Path model;
    private final StringWriter told = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void goodData() {
        SyntheticData.write(folder.resolve("data"), 32, 3, 1, 1);
        images = folder.resolve("data/trainA");
        masks = folder.resolve("data/trainA_seg");
        model = TinyModel.export(folder.resolve("A2B.onnx"), 5);
    }

    private int translate(String out) {
        List<String> command = List.of(
                "translate",
                model.toString(),
                "--images",
                images.toString(),
                "--masks",
                masks.toString(),
                "--out",
                out);
        return Main.run(new PrintWriter(told), new PrintWriter(errors), command.toArray(String[]::new));
    }

    private int translate(Path out) {
        return translate(out.toString());
    }

    @Test
    void allImagesAreTranslatedAndShown() throws IOException {
        Path out = folder.resolve("out");
        assertThat(translate(out)).isZero();
        try (Stream<Path> files = Files.list(out.resolve("translated"))) {
            assertThat(files).hasSize(3);
        }
        assertThat(told.toString()).contains("wrote " + out.resolve("index.html"));
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void oneThatCannotBeReadIsReportedAndTheOthersGoOn() throws IOException {
        Path bad = images.resolve("disc0002.png");
        Files.writeString(bad, "no image");
        Path out = folder.resolve("out");
        assertThat(translate(out)).isEqualTo(1);
        List<String> lines = errors.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("failed: " + bad + ": not an image");
        assertThat(lines.get(1)).isEqualTo("1 image of 3 failed");
        assertThat(out.resolve("translated/disc0001.png")).exists();
        assertThat(out.resolve("translated/disc0002.png")).doesNotExist();
        assertThat(out.resolve("translated/disc0003.png")).exists();
        assertThat(Files.readString(out.resolve("index.html"))).contains("disc0003");
    }

    @Test
    void whatIsReadIsNotWrittenInto() throws IOException {
        for (Path out : List.of(images, images.resolve("out"), masks.resolve("x/y"), masks)) {
            assertThat(translate(out)).isEqualTo(2);
            assertThat(errors.toString()).contains("--out " + out + ": is in ");
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), images);
        assertThat(translate(link.resolve("out"))).isEqualTo(2);
        try (Stream<Path> files = Files.list(images)) {
            assertThat(files).hasSize(3);
        }
        assertThat(translate("")).isEqualTo(2);
        assertThat(errors.toString()).contains("expected a path, got an empty text");
    }

    @Test
    void namesMayBeAsLongAsTheFileSystemTakesThem() throws IOException {
        String name = "n".repeat(249);
        Files.move(images.resolve("disc0001.png"), images.resolve(name + ".png"));
        Files.move(masks.resolve("disc0001_0.png"), masks.resolve(name + "_0.png"));
        Path out = folder.resolve("out");
        assertThat(translate(out)).isZero();
        assertThat(Images.readRgb(out.resolve("translated/" + name + ".png")).width())
                .isEqualTo(32);
        assertThat(out.resolve("translated_seg/" + name + "_0.png")).exists();
    }

    @Test
    void twoImagesThatDifferInTheirExtensionAloneAreRefused() throws IOException {
        Files.copy(images.resolve("disc0001.png"), images.resolve("disc0001.bmp"));
        assertThat(translate(folder.resolve("out"))).isEqualTo(2);
        assertThat(errors.toString()).contains("expected one image of a name");
    }

    @Test
    void controlCharactersOfNamesAreNotPrinted() throws IOException {
        String name = "a\u001b[31m\u202eb";
        Files.move(images.resolve("disc0001.png"), images.resolve(name + ".png"));
        Files.move(masks.resolve("disc0001_0.png"), masks.resolve(name + "_0.png"));
        assertThat(translate(folder.resolve("out"))).isZero();
        assertThat(told.toString()).contains("a?[31m?b: 1 instance").doesNotContain("\u001b", "\u202e");
        Files.writeString(images.resolve(name + ".png"), "no image");
        assertThat(translate(folder.resolve("out2"))).isEqualTo(1);
        assertThat(errors.toString()).doesNotContain("\u001b", "\u202e");
    }
}

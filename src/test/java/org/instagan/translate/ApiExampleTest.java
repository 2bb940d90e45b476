package org.instagan.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.instagan.TinyModel;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.demo.SyntheticData;
import org.instagan.image.Images;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README and of the package's documentation: compiled here, run here, and the same there. */
final class ApiExampleTest {
    @TempDir
    static Path folder;

    @Test
    void theExampleRuns() {
        ModelCard card = new ModelCard(Direction.A2B, 2, 2, 32, 32, Precision.FP32);
        Exporter.write(folder.resolve("A2B.onnx"), TinyModel.family(), card, ExportFormat.fp32(), TinyModel.weights(1));
        SyntheticData.write(folder, 32, 1, 1, 1);
        Path picture = folder.resolve("trainA/disc0001.png");
        Path masks = folder.resolve("trainA_seg");
        Path result = folder.resolve("result.png");
        run(folder.resolve("A2B.onnx"), picture, masks, result);
        assertThat(Images.readRgb(result).width()).isEqualTo(32);
    }

    private static void run(Path model, Path picture, Path masks, Path result) {
        // example
        try (Translator translator = Translator.open(model, Translator.Options.defaults())) {
            Instances source =
                    InstanceFolder.openOne(picture, masks).items().get(0).read();
            Instances translated = translator.translate(source);
            Images.writePng(translated.image(), result);
            System.out.println(translated.masks().size() + " instances, "
                    + translator.card().direction());
        }
        // end
    }

    @Test
    void theDocumentationShowsTheSame() throws Exception {
        String example = example();
        assertThat(plain(Path.of("README.md"), "")).contains(example);
        assertThat(plain(Path.of("src/main/java/org/instagan/translate/package-info.java"), " * "))
                .contains(example);
    }

    private static String example() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("src/test/java/org/instagan/translate/ApiExampleTest.java"));
        return lines.stream()
                .dropWhile(line -> !line.strip().equals("// example"))
                .skip(1)
                .takeWhile(line -> !line.strip().equals("// end"))
                .collect(Collectors.joining())
                .replaceAll("\\s", "");
    }

    /** Without white space, which the formatter sets as it likes. */
    private static String plain(Path file, String prefix) throws Exception {
        return Files.readAllLines(file).stream()
                .map(line -> line.startsWith(prefix) ? line.substring(prefix.length()) : line)
                .collect(Collectors.joining())
                .replaceAll("\\s", "");
    }
}

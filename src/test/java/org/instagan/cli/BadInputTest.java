package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.instagan.demo.SyntheticData;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.train.ConfigFile;
import org.instagan.train.RunConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a user can get wrong: one line that names it, exit code 2, and nothing left behind. */
final class BadInputTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path out;

    @BeforeEach
    void goodData() {
        data = folder.resolve("data");
        out = folder.resolve("out");
        SyntheticData.write(data, 32, 2, 1, 1);
    }

    private void expect(List<String> command, String message) {
        StringWriter told = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(told), new PrintWriter(err), command.toArray(String[]::new));
        assertThat(err.toString().lines()).first().asString().startsWith("instagan: " + message);
        assertThat(err.toString().lines().filter(l -> !l.startsWith("Try 'instagan")))
                .hasSize(1);
        assertThat(exit).isEqualTo(2);
    }

    private void trainingRefuses(String message, String... more) {
        List<String> command = new ArrayList<>(
                List.of("train", "--data", data.toString(), "--out", out.toString(), "--load-size", "32"));
        if (!List.of(more).contains("--crop-size")) {
            command.addAll(List.of("--crop-size", "32"));
        }
        command.addAll(Arrays.asList(more));
        expect(command, message);
        assertThat(Files.exists(out)).isFalse();
    }

    private Path image(int i) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("trainA"))) {
            return files.sorted().toList().get(i);
        }
    }

    private Path mask(Path image) {
        String name = image.getFileName().toString().replace(".png", "_0.png");
        return data.resolve("trainA_seg").resolve(name);
    }

    @Test
    void aMissingFolder() {
        data = folder.resolve("nowhere");
        trainingRefuses(data.resolve("trainA") + ": no such folder, expected a folder of images");
    }

    @Test
    void noImages() throws IOException {
        Files.delete(image(0));
        Files.delete(image(0));
        trainingRefuses(data.resolve("trainA") + ": holds no images, expected at least one");
    }

    @Test
    void anUnreadableImage() throws IOException {
        Path image = image(1);
        Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 60));
        trainingRefuses(image + ": ");
    }

    @Test
    void aMaskOfAnotherSize() throws IOException {
        Path mask = mask(image(0));
        Images.writePng(new Image(16, 32, 1, new byte[16 * 32]), mask);
        trainingRefuses(mask + ": the mask has 16x32 pixels, expected 32x32 as its image " + image(0));
    }

    @Test
    void anImageWithoutMask() throws IOException {
        Path image = image(0);
        String name = image.getFileName().toString().replace(".png", "");
        try (Stream<Path> masks = Files.list(data.resolve("trainA_seg"))) {
            for (Path mask : masks.filter(m -> m.getFileName().toString().startsWith(name))
                    .toList()) {
                Files.delete(mask);
            }
        }
        trainingRefuses(image + ": has no mask, expected " + mask(image));
    }

    @Test
    void aFileThatIsNoImage() throws IOException {
        Path notes = Files.writeString(data.resolve("trainA/notes.txt"), "no image");
        trainingRefuses(notes + ": not an image by its name");
    }

    @Test
    void sizesThatAreTooSmall() {
        trainingRefuses("setting 'crop-size': expected width and height of 24 or more, got '16'", "--crop-size", "16");
        trainingRefuses("setting 'crop-size': expected multiples of 4, got '30'", "--crop-size", "30");
    }

    @Test
    void contradictoryOptions() {
        trainingRefuses("setting 'ins-max': expected a multiple of ins-per, which is 2, got '3'", "--ins-max", "3");
        trainingRefuses(out + ": not a run (no config.yaml in it)", "--resume");
        trainingRefuses("option '--seed' (LONG) should be specified only once", "--seed", "1", "--seed", "2");
        trainingRefuses("--filters: expected a whole number, got 'some'", "--filters", "some");
    }

    @Test
    void aDeviceThatIsNotThere() {
        trainingRefuses("device 'cuda:99': CUDA does not work here", "--device", "cuda:99");
    }

    @Test
    void anUnwritableFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        out = file.resolve("run");
        trainingRefuses(out + ": cannot be written");
    }

    @Test
    void aTruncatedCheckpoint() throws IOException {
        Path run = folder.resolve("run");
        Path checkpoint = Files.createDirectories(run.resolve("checkpoints/iteration-0000001"));
        ConfigFile.write(
                run.resolve("config.yaml"),
                ConfigFile.override(RunConfig.defaults(), Map.of("data", data.toString(), "filters", "1")));
        Files.writeString(checkpoint.resolve("checkpoint.json"), "{\"format\":1,");
        expect(
                List.of("export", run.toString(), "--out", out.toString()),
                run + ": has no checkpoint yet that is whole, expected a run that wrote one");
        expect(
                List.of("export", run.toString(), "--checkpoint", checkpoint.toString(), "--out", out.toString()),
                checkpoint.resolve("checkpoint.json") + ": is damaged (");
        Files.writeString(
                checkpoint.resolve("checkpoint.json"),
                "{\"format\":2,\"epoch\":0,\"index\":0,\"iterations\":0,\"files\":{}}");
        expect(
                List.of("export", run.toString(), "--checkpoint", checkpoint.toString(), "--out", out.toString()),
                checkpoint.resolve("checkpoint.json") + ": format 2, expected 1; another version wrote it");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFolderThatIsNoRun() {
        expect(List.of("export", data.toString(), "--out", out.toString()), data + ": not a run");
        assertThat(out).doesNotExist();
    }

    @Test
    void aModelThatIsNotOurs() throws IOException {
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
        Path foreign = folder.resolve("foreign.onnx");
        try (var probe = BadInputTest.class.getResourceAsStream("/org/instagan/platform/ort/probe.onnx")) {
            Files.copy(probe, foreign);
        }
        translationRefuses(text, text + ": not an ONNX model of ours, or cut short (no 'instagan.sha256' at its end)");
        translationRefuses(
                foreign, foreign + ": not an ONNX model of ours, or cut short (no 'instagan.sha256' at its end)");
        translationRefuses(folder.resolve("none.onnx"), folder.resolve("none.onnx") + ": no such file");
    }

    private void translationRefuses(Path model, String message) {
        String images = data.resolve("trainA").toString();
        String masks = data.resolve("trainA_seg").toString();
        expect(
                List.of("translate", model.toString(), "--images", images, "--masks", masks, "--out", out.toString()),
                message);
        assertThat(out).doesNotExist();
    }

    @Test
    void aBudgetThatIsNoTime() {
        expect(List.of("demo", "--out", out.toString(), "--budget", "soon"), "--budget soon: expected a time such as");
        expect(List.of("demo", "--out", out.toString(), "--set", "filtres=2"), "--filtres: no such setting");
        assertThat(out).doesNotExist();
    }
}

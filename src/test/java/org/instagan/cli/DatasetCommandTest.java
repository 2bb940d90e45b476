package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.instagan.data.dataset.Coco;
import org.instagan.data.dataset.DatasetCheck;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, from files to files; that masks are right is the tests' of {@code data.dataset}. */
final class DatasetCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dataset"));
        all.addAll(Arrays.asList(arguments));
        return Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    }

    private Path resource(String name) throws IOException {
        try (InputStream in = Coco.class.getResourceAsStream(name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    private static void picture(Path file, int width, int height, int value) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) value);
        Images.writePng(new Image(width, height, 3, pixels), file);
    }

    private long files(String sub) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out").resolve(sub))) {
            return files.count();
        }
    }

    @Test
    void cocoBecomesTwoDomainsOfOneSize() throws IOException {
        picture(folder.resolve("images/a.png"), 53, 41, 100);
        picture(folder.resolve("images/b.png"), 40, 64, 50);
        String[] coco = {
            "coco",
            "--annotations",
            resource("coco.json").toString(),
            "--images",
            folder.resolve("images").toString(),
            "--categories",
            "sheep,giraffe",
            "--size",
            "32",
            "--out",
            folder.resolve("out").toString()
        };
        assertThat(run(coco)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("A (sheep): ", "B (giraffe): ");
        assertThat(files("trainA") + files("trainB")).isBetween(2L, 4L);
        Image image = Images.readRgb(folder.resolve("out/trainA/a.png"));
        assertThat(List.of(image.width(), image.height())).containsExactly(32, 32);
        assertThat(DatasetCheck.of(folder.resolve("out")).isFit()).isTrue();
        assertThat(run(coco)).as("what is there is not written over").isEqualTo(2);
        assertThat(err.toString()).contains("trainA: holds files already");
    }

    @Test
    void namesInAnnotationsAreNoWayOut() throws IOException {
        Path json = Files.writeString(folder.resolve("evil.json"), """
                {"images":[{"id":1,"file_name":"../../etc/x.png","width":9,"height":9}],"annotations":[
                {"id":9,"image_id":1,"category_id":2,"segmentation":[[0,0,9,0,9,9]]}],
                "categories":[{"id":2,"name":"c"},{"id":3,"name":"d"}]}
                """);
        int code = run(
                "coco",
                "--annotations",
                json.toString(),
                "--images",
                folder.toString(),
                "--categories",
                "c,d",
                "--out",
                folder.resolve("out").toString());
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("file_name '../../etc/x.png': expected the name of an image");
    }

    @Test
    void clothingIsOneInstanceOfItsLabels() throws IOException {
        Path map = resource("0001.mat");
        picture(folder.resolve("photos/0001.png"), 3, 2, 9);
        int code = run(
                "ccp",
                "--labels",
                map.getParent().toString(),
                "--images",
                folder.resolve("photos").toString(),
                "--domains",
                "28,31:200",
                "--size",
                "0",
                "--out",
                folder.resolve("out").toString());
        assertThat(code).as(err.toString()).isZero();
        byte white = (byte) 255;
        assertThat(Images.readGray(folder.resolve("out/trainA_seg/0001_0.png")).pixels())
                .containsExactly(0, white, white, white, 0, 0);
        assertThat(Images.readGray(folder.resolve("out/trainB_seg/0001_0.png")).pixels())
                .containsExactly(0, 0, 0, 0, 0, white);
    }

    @Test
    void everyPersonIsAnInstance() throws IOException {
        picture(folder.resolve("images/7.png"), 16, 16, 9);
        picture(folder.resolve("labels/7_02_01.png"), 16, 16, 5);
        picture(folder.resolve("labels/7_02_02.png"), 16, 16, 5);
        picture(folder.resolve("images/8.png"), 16, 16, 9);
        picture(folder.resolve("labels/8_01_01.png"), 16, 16, 6);
        int code = run(
                "mhp",
                "--labels",
                folder.resolve("labels").toString(),
                "--images",
                folder.resolve("images").toString(),
                "--domains",
                "5:6",
                "--size",
                "8",
                "--split",
                "test",
                "--out",
                folder.resolve("out").toString());
        assertThat(code).as(err.toString()).isZero();
        assertThat(files("testA_seg")).isEqualTo(2);
        assertThat(files("testB_seg")).isEqualTo(1);
    }

    @Test
    void labelsThatAreNoneAreRefused() {
        assertThat(run("mhp", "--labels", "x", "--images", "y", "--domains", "a:b", "--out", "z"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--domains: expected labels of A and B such as 28,31:42, got 'a:b'");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("dataset: expected what to do");
    }

    @Test
    void checkSaysWhatTrainingWouldAndDrawsIt() throws IOException {
        Path data = folder.resolve("data");
        assertThat(run(
                        "shapes",
                        "--out",
                        data.toString(),
                        "--size",
                        "32",
                        "--train",
                        "2",
                        "--test",
                        "1",
                        "--instances",
                        "2"))
                .as(err.toString())
                .isZero();
        assertThat(run(
                        "check",
                        data.toString(),
                        "--page",
                        folder.resolve("page").toString()))
                .isZero();
        assertThat(folder.resolve("page/index.html")).content().contains("No problem was found.", "disc0001.png");
        Files.delete(data.resolve("trainA_seg/disc0001_0.png"));
        Files.deleteIfExists(data.resolve("trainA_seg/disc0001_1.png"));
        assertThat(run("check", data.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("disc0001.png: has no mask", "training would refuse it");
    }
}

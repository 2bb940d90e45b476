package org.instagan.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetCheckTest {
    @TempDir
    private Path data;

    @BeforeEach
    void aGoodOne() throws IOException {
        for (String domain : List.of("A", "B")) {
            Files.createDirectories(data.resolve("train" + domain));
            Files.createDirectories(data.resolve("train" + domain + "_seg"));
            for (int i = 0; i < 2; i++) {
                write("train" + domain + "/" + i + ".png", 3, (domain.equals("A") ? 10 : 60) + 3 * i);
                mask("train" + domain + "_seg/" + i + "_0.png", 0.25);
            }
        }
    }

    private void write(String path, int channels, int value) {
        byte[] pixels = new byte[16 * 16 * channels];
        Arrays.fill(pixels, (byte) value);
        Images.writePng(new Image(16, 16, channels, pixels), data.resolve(path));
    }

    private void mask(String path, double share) {
        byte[] pixels = new byte[16 * 16];
        Arrays.fill(pixels, 0, (int) (share * pixels.length), (byte) 255);
        Images.writePng(new Image(16, 16, 1, pixels), data.resolve(path));
    }

    private List<String> problems() {
        return DatasetCheck.of(data).problems().stream()
                .map(p -> p.toString().replace(data + "/", ""))
                .toList();
    }

    @Test
    void aGoodOneHasNoProblems() {
        DatasetReport report = DatasetCheck.of(data);
        assertThat(report.problems()).isEmpty();
        assertThat(report.isFit()).isTrue();
        assertThat(report.domains()).extracting(DatasetReport.Domain::name).containsExactly("trainA", "trainB");
        assertThat(report.domains().get(0).entries().get(0).areas()).containsExactly(0.25);
    }

    @Test
    void everyProblemIsFoundAtOnce() throws IOException {
        Files.writeString(data.resolve("trainA/0.png"), "no picture");
        Files.writeString(data.resolve("trainA/notes.txt"), "");
        Files.delete(data.resolve("trainA_seg/1_0.png"));
        mask("trainA_seg/9_0.png", 0.5);
        mask("trainA_seg/mask.png", 0.5);
        Files.copy(data.resolve("trainB/0.png"), data.resolve("trainB/2.png"));
        mask("trainB_seg/2_0.png", 0);
        mask("trainB_seg/0_1.png", 1);
        write("trainB_seg/0_2.png", 1, 100);
        Images.writePng(new Image(8, 16, 1, new byte[128]), data.resolve("trainB_seg/1_1.png"));
        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).startsWith("error: trainA/0.png: "),
                        p -> assertThat(p)
                                .isEqualTo("error: trainA/notes.txt: not an image by its name; move it elsewhere"),
                        p -> assertThat(p).isEqualTo("error: trainA/1.png: has no mask, expected 1_0.png or the like"),
                        p -> assertThat(p).startsWith("warning: trainA_seg/9_0.png: the mask of no image"),
                        p -> assertThat(p).startsWith("error: trainA_seg/mask.png: not the name of a mask"),
                        p -> assertThat(p).isEqualTo("warning: trainB/2.png: is the same as trainB/0.png"),
                        p -> assertThat(p).isEqualTo("warning: trainB_seg/2_0.png: is empty: black everywhere"),
                        p -> assertThat(p).startsWith("warning: trainB/2.png: all of its masks are empty"),
                        p -> assertThat(p).isEqualTo("warning: trainB_seg/0_1.png: covers the whole image"),
                        p -> assertThat(p).startsWith("warning: trainB_seg/0_2.png: 100 % of it is neither black nor"),
                        p -> assertThat(p).isEqualTo("error: trainB_seg/1_1.png: has 8x16 pixels, its image 16x16"));
        assertThat(DatasetCheck.of(data).isFit()).isFalse();
    }

    @Test
    void foldersWithAnotherBeginningAreNamed() throws IOException {
        Files.move(data.resolve("trainA"), data.resolve("sampleA"));
        assertThat(problems()).contains("error: trainA: no such folder; rename sampleA to it");
    }

    @Test
    void domainsOfVeryDifferentSizeAreNamed() throws IOException {
        for (int i = 2; i < 20; i++) {
            write("trainB/" + i + ".png", 3, 60 + 3 * i);
            mask("trainB_seg/" + i + "_0.png", 0.25);
        }
        assertThat(problems())
                .containsExactly(
                        "warning: trainA: has 2 images, trainB 20: the smaller domain is shown again and again");
    }
}

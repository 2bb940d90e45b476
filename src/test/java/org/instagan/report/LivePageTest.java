package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that draw themselves, in the browser where there is one. */
final class LivePageTest {
    @TempDir
    private Path folder;

    private Path html;

    @BeforeEach
    void write() {
        Path picture = folder.resolve("picture.png");
        Images.writePng(new Image(40, 20, 1, new byte[800]), picture);
        Block.Series falling =
                new Block.Series("A.<cycle>", "it \"falls\" & falls", new double[] {1, 2, 3}, new double[] {3, 2, 1});
        Block.Series rising = new Block.Series("B.gan", "rises", new double[] {1, 3}, new double[] {0.5, 0.75});
        String small = Embedded.jpeg(picture, 10);
        html = folder.resolve("index.html");
        new Page(
                        "Live",
                        "words",
                        Map.of("state", "running"),
                        List.of(
                                new Block.Curves("Losses", List.of(falling, rising)),
                                new Block.Frames(
                                        "Samples",
                                        "",
                                        List.of(new Block.Frame("10", "data:,"), new Block.Frame("20", small)))),
                        30)
                .write(html);
    }

    @Test
    void aLivePageNeedsNothingButItself() throws IOException {
        String text = Files.readString(html);
        assertThat(text)
                .contains(
                        "<meta http-equiv=\"refresh\" content=\"30\">", "A.&lt;cycle&gt;</b> it \"falls\" &amp; falls")
                .contains("A.\\u003ccycle>", "data:image/jpeg;base64,/9j/")
                .doesNotContain("http://", "https://", "src=\"/");
    }

    @Test
    void aPageThatStaysIsNotReadAgain() throws IOException {
        new Page("Still", "", Map.of(), List.of()).write(html);
        assertThat(Files.readString(html)).doesNotContain("refresh", "<script");
    }

    @Test
    void framesAreOfSomething() {
        assertThatThrownBy(() -> new Block.Frames("none", "", List.of()))
                .hasMessage("Frames 'none': expected at least one");
    }

    @Test
    void aCellOfAGridIsTheImageThatWasDrawnThere() {
        Path grid = folder.resolve("grid.png");
        byte[] grey = new byte[100 * 80];
        java.util.Arrays.fill(grey, (byte) 90);
        Image other = new Image(100, 80, 1, grey);
        Image black = new Image(100, 80, 1, new byte[100 * 80]);
        List<String> titles = List.of("a title that is wider than its image is", "b");
        SampleGrid.write(grid, titles, List.of(List.of(black, black), List.of(black, other)));
        Image cell = SampleGrid.cell(Images.readRgb(grid), titles, new Size(100, 80), 1, 1);
        assertThat(cell.width()).isEqualTo(200);
        assertThat(cell.pixels()).containsOnly((byte) 90);
    }

    /** The script ran to its end: lines in both charts, the newest frame, and the setting's effect, at three widths. */
    @Test
    void aBrowserDrawsIt() throws Exception {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium on PATH (Debian: apt-get install chromium)");
        for (String look : new String[] {"1200,900", "400,900"}) {
            String dom = dom(browser.get(), look, false);
            assertThat(dom.split("<polyline stroke=\"#", -1)).as(look).hasSize(3);
            assertThat(dom)
                    .contains("stroke=\"#1f77b4\"", "<output>20</output>")
                    .doesNotContain("NaN", "Infinity,");
        }
        assertThat(dom(browser.get(), "1200,900", true)).contains("<polyline stroke=\"#");
    }

    private String dom(Path browser, String size, boolean dark) throws Exception {
        Path out = folder.resolve("dom.html");
        List<String> command = new java.util.ArrayList<>(List.of(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=" + size));
        if (dark) {
            command.add("--blink-settings=preferredColorScheme=0");
        }
        command.addAll(List.of("--dump-dom", html.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String ODD = "50% \"größer\" & <b>'s #1?;:+.png";

    @TempDir
    Path root;

    @Test
    void everyImageIsFoundUnderItsOddName() throws IOException {
        Path images = Files.createDirectory(root.resolve("my images"));
        Images.writePng(new Image(1, 1, 1, new byte[1]), images.resolve(ODD));
        String html = html(page(gallery(new Block.Row("n", List.of("my images/" + ODD), ""))));
        Matcher src = Pattern.compile("<img src=\"([^\"]*)\"").matcher(html);
        assertThat(src.find()).isTrue();
        assertThat(src.group(1)).startsWith("my%20images/50%25%20%22gr%C3%B6%C3%9Fer%22%20%26%20");
        assertThat(Path.of(URI.create(root.toUri() + src.group(1)))).exists();
    }

    @Test
    void textIsEscapedInEveryBlock() throws IOException {
        String evil = "<script>\"'&x";
        Block.Row row = new Block.Row(evil, List.of("a.png"), evil);
        String html = html(new Page(
                evil,
                evil,
                Map.of(evil, evil),
                List.of(
                        new Block.Notes(List.of(evil)),
                        new Block.Plot(evil, evil),
                        new Block.Table(evil, List.of(evil), List.of(evil), List.of(List.of(evil))),
                        new Block.Gallery(evil, List.of(evil), List.of(evil), List.of(row)),
                        new Block.Definitions(evil, Map.of(evil, evil)),
                        new Block.Commands(evil, List.of(evil)))));
        assertThat(html).doesNotContain("<script").contains("<h1>&lt;script&gt;\"'&amp;x</h1>");
        assertThat(html.split("&lt;script&gt;", -1)).hasSizeGreaterThan(16);
        assertThat(html).contains("alt=\"&lt;script>&#34;&#39;&amp;x of &lt;script>&#34;&#39;&amp;x\"");
        assertThat(html).contains("src=\"%3Cscript%3E%22%27%26x\"");
    }

    @Test
    void blocksAndFactsKeepTheirOrder() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("zebra", "1");
        facts.put("ape", "2");
        List<List<String>> figures = List.of(List.of("compute", "1.5"));
        String html = html(new Page(
                "t",
                "words",
                facts,
                List.of(
                        new Block.Plot("a plot.png", "a plot"),
                        new Block.Table("Figures", List.of(), List.of("ms", "mean"), figures),
                        new Block.Commands("Next", List.of("instagan serve 'a b.onnx'")))));
        assertThat(html)
                .containsSubsequence(
                        "<p class=\"introduction\">words</p>",
                        "zebra",
                        "<td>1</td>",
                        "ape",
                        "src=\"a%20plot.png\"",
                        "<th scope=\"row\">compute</th>",
                        "<td>1.5</td>",
                        "\ninstagan serve 'a b.onnx'\n");
    }

    @Test
    void whatIsMissingIsLeftOut() throws IOException {
        assertThat(html(page(gallery(new Block.Row("n", List.of(""), "")))))
                .doesNotContain("<table")
                .doesNotContain("<img")
                .doesNotContain("<p ")
                .doesNotContain("<h2>")
                .contains("none");
    }

    @Test
    void aThousandRowsLoadTheirImagesLate() throws IOException {
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(new Block.Row("row " + i, List.of("a" + i + ".png"), ""));
        }
        String html = html(page(gallery(rows.toArray(Block.Row[]::new))));
        assertThat(html.split("loading=\"lazy\"", -1)).hasSize(1001);
        assertThat(html)
                .contains("alt=\"source of row 999\"")
                .doesNotContain("http:")
                .doesNotContain("https:");
    }

    @Test
    void rowsMustFitTheColumns() {
        assertThatThrownBy(() -> gallery(new Block.Row("n", List.of("a", "b"), "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gallery, row 'n': expected 1 images, one a column, got 2");
        assertThatThrownBy(() -> new Block.Table("t", List.of(), List.of("a", "b"), List.of(List.of("1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Table 't': expected 2 cells a row, one a column, got 1");
    }

    @Test
    void aMissingFolderIsTheCallersMistake() {
        Path nowhere = root.resolve("none").resolve("index.html");
        assertThatThrownBy(() -> page(new Block.Notes(List.of())).write(nowhere))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(nowhere + ": cannot be written");
    }

    private static Block gallery(Block.Row... rows) {
        return new Block.Gallery("", List.of(), List.of("source"), List.of(rows));
    }

    private static Page page(Block block) {
        return new Page("t", "", Map.of(), List.of(block));
    }

    private String html(Page page) throws IOException {
        Path file = root.resolve("index.html");
        page.write(file);
        return Files.readString(file);
    }
}

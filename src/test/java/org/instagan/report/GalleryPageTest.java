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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryPageTest {
    private static final String ODD = "50% \"größer\" & <b>'s #1?;:+.png";

    @TempDir
    Path root;

    @Test
    void everyImageIsFoundUnderItsOddName() throws IOException {
        Path images = Files.createDirectory(root.resolve("my images"));
        Images.writePng(new Image(1, 1, 1, new byte[1]), images.resolve(ODD));
        String html = html(page("t", new GalleryPage.Row("n", List.of("my images/" + ODD), "")));
        Matcher src = Pattern.compile("<img src=\"([^\"]*)\"").matcher(html);
        assertThat(src.find()).isTrue();
        assertThat(src.group(1)).startsWith("my%20images/50%25%20%22gr%C3%B6%C3%9Fer%22%20%26%20");
        assertThat(Path.of(URI.create(root.toUri() + src.group(1)))).exists();
    }

    @Test
    void textIsEscapedEverywhere() throws IOException {
        String evil = "<script>\"'&x";
        GalleryPage page = new GalleryPage(
                evil,
                evil,
                Map.of(evil, evil),
                Optional.of(evil),
                List.of(evil),
                List.of(new GalleryPage.Row(evil, List.of("a.png"), evil)));
        String html = html(page);
        assertThat(html).doesNotContain("<script").contains("<h1>&lt;script&gt;\"'&amp;x</h1>");
        assertThat(html).contains("alt=\"&lt;script>&#34;&#39;&amp;x of &lt;script>&#34;&#39;&amp;x\"");
        assertThat(html).contains("src=\"%3Cscript%3E%22%27%26x\"");
    }

    @Test
    void factsKeepTheirOrderAndWhatIsMissingIsLeftOut() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("zebra", "1");
        facts.put("ape", "2");
        GalleryPage full = new GalleryPage("t", "words", facts, Optional.of("plot.png"), List.of(), List.of());
        assertThat(html(full))
                .containsSubsequence("zebra", "ape", "src=\"plot.png\"")
                .contains("<p class=\"introduction\">words</p>");
        String bare = html(page("t", new GalleryPage.Row("n", List.of(""), "")));
        assertThat(bare)
                .doesNotContain("<table")
                .doesNotContain("<img")
                .doesNotContain("<p ")
                .contains("none");
    }

    @Test
    void aThousandRowsLoadTheirImagesLate() throws IOException {
        List<GalleryPage.Row> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(new GalleryPage.Row("row " + i, List.of("a" + i + ".png", "b.png"), ""));
        }
        String html = html(new GalleryPage("t", "", Map.of(), Optional.empty(), List.of("a", "b"), rows));
        assertThat(html.split("loading=\"lazy\"", -1)).hasSize(2001);
        assertThat(html)
                .contains("alt=\"b of row 999\"")
                .doesNotContain("http:")
                .doesNotContain("https:");
    }

    @Test
    void rowsMustFitTheColumns() {
        assertThatThrownBy(() -> page("t", new GalleryPage.Row("n", List.of("a", "b"), "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Page, row 'n': expected 1 images, one a column, got 2");
    }

    @Test
    void aMissingFolderIsTheCallersMistake() {
        Path nowhere = root.resolve("none").resolve("index.html");
        assertThatThrownBy(() ->
                        page("t", new GalleryPage.Row("n", List.of("a"), "")).write(nowhere))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(nowhere + ": cannot be written");
    }

    private static GalleryPage page(String title, GalleryPage.Row row) {
        return new GalleryPage(title, "", Map.of(), Optional.empty(), List.of("source"), List.of(row));
    }

    private String html(GalleryPage page) throws IOException {
        Path file = root.resolve("index.html");
        page.write(file);
        return Files.readString(file);
    }
}

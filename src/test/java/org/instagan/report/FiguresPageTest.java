package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FiguresPageTest {
    @TempDir
    Path folder;

    @Test
    void everythingIsThereAndEscaped() throws IOException {
        FiguresPage.Table table = new FiguresPage.Table(
                "A <table>", List.of("a note"), List.of("ms", "mean"), List.of(List.of("compute", "1.5")));
        Path html = folder.resolve("index.html");
        new FiguresPage(
                        "Figures",
                        "All & more.",
                        Map.of("cpu", "some"),
                        List.of("tensorrt: not here"),
                        List.of(new FiguresPage.Picture("a plot.png", "a plot")),
                        List.of(table))
                .write(html);
        assertThat(Files.readString(html))
                .contains("A &lt;table&gt;", "All &amp; more.", "a note", "<td>some</td>", "tensorrt: not here")
                .contains("src=\"a%20plot.png\"", "<th scope=\"row\">compute</th>", "<td>1.5</td>", ":root {");
    }

    @Test
    void rowsHaveACellAColumn() {
        assertThatThrownBy(() -> new FiguresPage.Table("t", List.of(), List.of("a", "b"), List.of(List.of("1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Table 't': expected 2 cells a row, one a column, got 1");
    }

    @Test
    void linesArePlottedWithGaps() {
        Path png = folder.resolve("plot.png");
        new CategoryPlot(
                        "t",
                        "x",
                        "y",
                        List.of("1", "2", "4"),
                        Map.of("a", List.of(1.0, 2.0, 3.0), "b", List.of(3.0, Double.NaN, 1.0)))
                .write(png);
        Image plot = Images.readRgb(png);
        assertThat(plot.width()).isEqualTo(1200);
        assertThatThrownBy(() -> new CategoryPlot("t", "x", "y", List.of("1"), Map.of("a", List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Plot 't', line 'a': expected 1 values, one a place, got 0");
        assertThatThrownBy(() -> new CategoryPlot("t", "x", "y", List.of("1"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

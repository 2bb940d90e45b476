package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CategoryPlotTest {
    @TempDir
    Path folder;

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

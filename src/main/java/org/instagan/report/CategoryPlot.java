package org.instagan.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over named places, evenly apart, from zero up; their names are below the plot.
 *
 * @param places along the x axis
 * @param lines by name, in order; a value a place, NaN where there is none
 */
public record CategoryPlot(
        String title, String xTitle, String yTitle, List<String> places, Map<String, List<Double>> lines) {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 420;
    private static final int LEGEND_LINE = 24;

    /** @throws IllegalArgumentException when a line has not one value a place, or there is no line */
    public CategoryPlot {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("Plot '" + title + "': expected at least one line");
        }
        lines.forEach((name, values) -> {
            if (values.size() != places.size()) {
                throw new IllegalArgumentException("Plot '" + title + "', line '" + name + "': expected "
                        + places.size() + " values, one a place, got " + values.size());
            }
        });
    }

    /**
     * @throws org.instagan.error.InputException when the file cannot be written
     * @throws org.instagan.error.EnvironmentException where this machine has no fonts
     */
    public void write(Path png) {
        Images.writePng(Canvas.needingFonts(this::draw), png);
    }

    private Image draw() {
        int height = HEIGHT + LEGEND_LINE * lines.size();
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(height)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        style(chart.getStyler());
        int i = 0;
        for (Map.Entry<String, List<Double>> line : lines.entrySet()) {
            add(chart, line.getKey(), line.getValue(), PlotStyle.colour(i++));
        }
        return Canvas.draw(WIDTH, height, graphics -> chart.paint(graphics, WIDTH, height));
    }

    private void add(CategoryChart chart, String name, List<Double> values, Color colour) {
        CategorySeries series = chart.addSeries(name, places, values);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(colour);
        series.setLineColor(colour);
        series.setLineStyle(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    private static void style(CategoryStyler style) {
        PlotStyle.apply(style);
        style.setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
        style.setOverlapped(true); // else each line has places of its own
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Vertical);
        style.setYAxisMin(0.0);
    }
}

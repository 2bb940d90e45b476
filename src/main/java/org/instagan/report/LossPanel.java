package org.instagan.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves in one pair of axes, their names to the right. */
record LossPanel(String title, int iterations, Map<String, Curve> curves) {
    private static final int WINDOWS_A_RUN = 20;
    private static final int MAX_RAW = 600;
    private static final int MAX_POINTS = 1000;
    private static final int FEW = 20;
    private static final int FAINT = 56;

    void paint(Graphics2D graphics, int width, int height) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle("iteration")
                .yAxisTitle("loss")
                .build();
        style(chart.getStyler());
        if (iterations > FEW) {
            addRoundTicks(chart);
        }
        int raw = 0;
        for (Map.Entry<String, Curve> curve : curves.entrySet()) { // these first: averages lie above them
            addRaw(chart, curve.getKey(), curve.getValue(), PlotStyle.colour(raw++));
        }
        int average = 0;
        for (Map.Entry<String, Curve> curve : curves.entrySet()) {
            addAverage(chart, curve.getKey(), curve.getValue(), PlotStyle.colour(average++));
        }
        chart.paint(graphics, width, height);
    }

    private void style(XYStyler style) {
        PlotStyle.apply(style);
        style.setLegendPosition(LegendPosition.OutsideE);
        style.setXAxisMin(iterations > FEW ? 0.0 : 1.0);
        style.setXAxisMax((double) Math.max(2, iterations));
        style.setXAxisTickMarkSpacingHint(90);
        style.setXAxisDecimalPattern("#,##0");
    }

    /** A point that is not seen, out of step: where all are equally far apart, XChart puts ticks at 0, 11, 22, …. */
    private void addRoundTicks(XYChart chart) {
        double y = curves.values().iterator().next().y()[0];
        XYSeries series = chart.addSeries("out of step", new double[] {0.25}, new double[] {y});
        series.setShowInLegend(false);
        series.setMarker(SeriesMarkers.NONE);
    }

    private static void addRaw(XYChart chart, String name, Curve curve, Color colour) {
        if (curve.size() > FEW && curve.size() <= MAX_RAW) {
            Color faint = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), FAINT);
            XYSeries series = chart.addSeries(name + " as it was", curve.x(), curve.y());
            series.setShowInLegend(false);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(faint);
            series.setLineStyle(new BasicStroke(1));
        }
    }

    private static void addAverage(XYChart chart, String name, Curve curve, Color colour) {
        int reach = curve.size() > FEW ? curve.size() / WINDOWS_A_RUN / 2 : 0;
        Curve average = curve.smoothed(reach).thinned(MAX_POINTS);
        XYSeries series = chart.addSeries(name, average.x(), average.y());
        series.setMarker(curve.size() > FEW ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
        series.setMarkerColor(colour);
        series.setLineColor(colour);
        series.setLineStyle(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
}

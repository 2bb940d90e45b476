package org.instagan.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;

/** What all plots look like. */
final class PlotStyle {
    private static final int[] COLOURS = {
        0x1f77b4, 0xd62728, 0x2ca02c, 0xff7f0e, 0x7b4fb5, 0x17a5b8, 0x8c564b, 0xd95fb0, 0x9a9a1f, 0x6b7280
    };

    private PlotStyle() {}

    static void apply(AxesChartStyler style) {
        style.setLocale(Locale.ROOT);
        style.setBaseFont(Canvas.sans(14));
        style.setChartTitleFont(Canvas.sans(17));
        style.setAxisTitleFont(Canvas.sans(14));
        style.setAxisTickLabelsFont(Canvas.sans(13));
        style.setLegendFont(Canvas.sans(14));
        style.setChartTitleBoxVisible(false);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(new Color(0xe3e3e3));
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setLegendBorderColor(Color.WHITE);
        style.setChartPadding(12);
    }

    static int count() {
        return COLOURS.length;
    }

    /** Of the line of that number. */
    static Color colour(int i) {
        return new Color(COLOURS[i % COLOURS.length]);
    }
}

package org.instagan.report;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The colours of {@link PlotStyle}'s lines, for pages. */
public final class Colours {
    private Colours() {}

    /** Of the line of that number, as {@code #rrggbb}. */
    public static String css(int line) {
        return String.format(Locale.ROOT, "#%06x", PlotStyle.colour(line).getRGB() & 0xffffff);
    }

    /** All of them, with blanks between. */
    public static String all() {
        return IntStream.range(0, PlotStyle.count()).mapToObj(Colours::css).collect(Collectors.joining(" "));
    }
}

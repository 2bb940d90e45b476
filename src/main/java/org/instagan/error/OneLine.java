package org.instagan.error;

import java.util.List;

/** Text for a terminal or a log: names of files and what they hold come from others. */
public final class OneLine {
    private static final int LONGEST = 2000;

    private OneLine() {}

    /** The text in one line of bounded length, whose control and direction characters are question marks. */
    public static String of(String text) {
        List<String> lines = text.lines().toList();
        String joined = lines.size() == 1
                ? lines.get(0)
                : String.join(" ", lines.stream().map(String::strip).toList());
        StringBuilder line = new StringBuilder();
        joined.codePoints().limit(LONGEST).map(c -> isPrintable(c) ? c : '?').forEach(line::appendCodePoint);
        return joined.codePointCount(0, joined.length()) > LONGEST ? line + "…" : line.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

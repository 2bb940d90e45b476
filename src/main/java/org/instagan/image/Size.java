package org.instagan.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pixels of an image, written {@code 200} for a square or {@code WIDTHxHEIGHT}. */
public record Size(int width, int height) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:x([0-9]{1,5}))?");

    /** @throws IllegalArgumentException for any other text */
    @JsonCreator
    public static Size parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("expected a size such as 200 or 320x240, got '" + text + "'");
        }
        int width = Integer.parseInt(m.group(1));
        return new Size(width, m.group(2) == null ? width : Integer.parseInt(m.group(2)));
    }

    /** A square, as YAML's integers are read. */
    @JsonCreator
    static Size square(int side) {
        return parse(Integer.toString(side));
    }

    @Override
    @JsonValue
    public String toString() {
        return width == height ? Integer.toString(width) : width + "x" + height;
    }
}

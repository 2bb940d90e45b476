package org.instagan.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory, written as the JVM's options are: {@code 512m}, {@code 6g}; 0 for none.
 *
 * @param bytes powers of 1024 as the letters say
 */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([kmg]?)");

    /** @throws IllegalArgumentException for any other text */
    @JsonCreator
    public static ByteSize parse(String text) {
        Matcher m = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalArgumentException("expected an amount such as 512m or 6g, got '" + text + "'");
        }
        int power = "kmg".indexOf(m.group(2)) + (m.group(2).isEmpty() ? 0 : 1);
        return new ByteSize(Long.parseLong(m.group(1)) << (10 * power));
    }

    /** As YAML's integers are read. */
    @JsonCreator
    static ByteSize of(int bytes) {
        return new ByteSize(bytes);
    }

    @JsonValue
    @Override
    public String toString() {
        for (int power = 3; power > 0; power--) {
            if (bytes > 0 && bytes % (1L << (10 * power)) == 0) {
                return (bytes >> (10 * power)) + "kmg".substring(power - 1, power);
            }
        }
        return Long.toString(bytes);
    }
}

package org.instagan.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.instagan.error.InputException;

/** Times as options take them: 90s, 3m, 1h. */
final class TimeText {
    private static final Duration LONGEST = Duration.ofDays(1000);

    private TimeText() {}

    /** @throws InputException when the text is no time, or none at all */
    static Duration positive(String option, String text) {
        Duration duration = parse(option, text);
        if (duration.isZero()) {
            throw new InputException(option + " " + text + ": expected more than no time");
        }
        return duration;
    }

    /** @throws InputException when the text is no time, a negative one, or longer than 1000 days */
    static Duration parse(String option, String text) {
        try {
            Duration duration = Duration.parse("PT" + text);
            if (duration.isNegative()) {
                throw new InputException(option + " " + text + ": expected more than no time");
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw new InputException(option + " " + text + ": expected at most " + LONGEST.toDays() + " days");
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw new InputException(option + " " + text + ": expected a time such as 90s, 3m or 1h", e);
        }
    }
}

package org.instagan.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * When sample grids are drawn.
 *
 * @param iterations between them; {@link #WITH_CHECKPOINTS} or {@link #NEVER}
 */
public record SampleTimes(int iterations) {
    static final int WITH_CHECKPOINTS = 0;
    static final int NEVER = -1;

    /** @throws IllegalArgumentException for what is neither {@code checkpoint} nor {@code never} nor a positive number */
    @JsonCreator
    public static SampleTimes parse(String text) {
        return switch (text) {
            case "checkpoint" -> new SampleTimes(WITH_CHECKPOINTS);
            case "never" -> new SampleTimes(NEVER);
            default -> {
                if (!text.matches("[1-9][0-9]{0,8}")) {
                    throw new IllegalArgumentException(
                            "expected checkpoint, never, or the iterations between samples, got '" + text + "'");
                }
                yield new SampleTimes(Integer.parseInt(text));
            }
        };
    }

    /** As YAML's integers are read. */
    @JsonCreator
    static SampleTimes every(int iterations) {
        return parse(Integer.toString(iterations));
    }

    @JsonValue
    @Override
    public String toString() {
        return switch (iterations) {
            case WITH_CHECKPOINTS -> "checkpoint";
            case NEVER -> "never";
            default -> Integer.toString(iterations);
        };
    }
}

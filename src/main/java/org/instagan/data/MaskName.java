package org.instagan.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a mask's file says: {@code NAME_0.png} is the first of NAME's instances.
 *
 * @param image the name of its image, without an ending
 * @param number its place among the image's masks
 */
public record MaskName(String image, int number) {
    private static final Pattern FORM = Pattern.compile("(.+)_([0-9]{1,9})", Pattern.DOTALL);

    /** @param stem a file's name without its ending; empty where it is not of this form */
    public static Optional<MaskName> of(String stem) {
        Matcher m = FORM.matcher(stem);
        return m.matches() ? Optional.of(new MaskName(m.group(1), Integer.parseInt(m.group(2)))) : Optional.empty();
    }
}

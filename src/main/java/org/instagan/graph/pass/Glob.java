package org.instagan.graph.pass;

import java.util.regex.Pattern;

/** A pattern of names: {@code *} is any text, {@code ?} any one character, all else itself. */
final class Glob {
    private final Pattern pattern;

    Glob(String glob) {
        this.pattern =
                Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    boolean fits(String name) {
        return pattern.matcher(name).matches();
    }
}

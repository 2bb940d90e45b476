package org.instagan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Options of the authors' scripts, for whoever types one here. */
final class AuthorsFlags {
    private static final Properties KNOWN = read();

    private AuthorsFlags() {}

    private static Properties read() {
        try (InputStream in = AuthorsFlags.class.getResourceAsStream("authors-flags.properties")) {
            Properties known = new Properties();
            known.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException("The table of the authors' options cannot be read", e);
        }
    }

    /** Those of the arguments that are options of the authors', each with what does the same here; empty for none. */
    static String advice(List<String> unknown) {
        return unknown.stream()
                .filter(a -> a.startsWith("--"))
                .map(a -> a.substring(2).replaceFirst("=.*", ""))
                .filter(KNOWN::containsKey)
                .map(name -> "--" + name + " is " + KNOWN.getProperty(name))
                .collect(Collectors.joining(", "));
    }
}

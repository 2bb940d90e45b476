package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class AuthorsFlagsTest {
    @Test
    void whoeverTypesTheirsIsToldOurs() {
        StringWriter err = new StringWriter();
        int code = Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                "train",
                "--dataroot",
                "shp2gir",
                "--ngf=64",
                "--continue_train",
                "--out",
                "run");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "(the authors' options; here --dataroot is --data DIR, --ngf is --filters, --continue_train is --resume");
        assertThat(AuthorsFlags.advice(List.of("--frobnicate", "x"))).isEmpty();
    }

    @Test
    void everyOptionThatIsNamedIsOneOfOurs() throws IOException {
        Properties flags = new Properties();
        try (InputStream in = AuthorsFlags.class.getResourceAsStream("authors-flags.properties")) {
            flags.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
        }
        CommandLine root = Main.commandLine();
        Pattern option = Pattern.compile("--[a-z0-9-]+");
        for (Object here : flags.values()) {
            Matcher named = option.matcher((String) here);
            while (named.find()) {
                String name = named.group();
                assertThat(root.getSubcommands().values())
                        .as(name)
                        .anyMatch(c -> c.getCommandSpec().findOption(name) != null);
            }
        }
    }
}

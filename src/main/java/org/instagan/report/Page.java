package org.instagan.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.instagan.file.WholeFile;

/**
 * A page that needs nothing but itself and its pictures. The build compiles its template, {@code src/main/jte/page.jte}.
 *
 * @param introduction a paragraph; empty for none
 * @param facts a table of names and values, in order; empty for none
 * @param blocks what follows, in order
 * @param refreshSeconds after which an open page reads itself again; 0 for never
 */
public record Page(
        String title, String introduction, Map<String, String> facts, List<Block> blocks, int refreshSeconds) {
    private static final String TEMPLATES = "org.instagan.report.templates";

    public Page {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        blocks = List.copyOf(blocks);
    }

    /** A page that stays as it is. */
    public Page(String title, String introduction, Map<String, String> facts, List<Block> blocks) {
        this(title, introduction, facts, blocks, 0);
    }

    /** Whether a script draws some of it. */
    public boolean isScripted() {
        return blocks.stream().anyMatch(b -> b instanceof Block.Curves || b instanceof Block.Frames);
    }

    /** What draws curves and frames. */
    public String script() {
        try (InputStream in = Page.class.getResourceAsStream("page.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("page.js cannot be read from the class path", e);
        }
    }

    /**
     * Writes the page; its pictures are not looked at.
     *
     * @throws org.instagan.error.InputException when the file cannot be written
     */
    public void write(Path html) {
        List<Block> urls = blocks.stream().map(Block::withUrls).toList();
        Page page = new Page(title, introduction, facts, urls, refreshSeconds);
        StringOutput out = new StringOutput();
        TemplateEngine.createPrecompiled(null, ContentType.Html, Page.class.getClassLoader(), TEMPLATES)
                .render("page.jte", page, out);
        WholeFile.write(html, out.toString());
    }
}

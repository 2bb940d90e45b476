package org.instagan.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.file.WholeFile;

/**
 * A page that needs nothing but itself and its pictures. The build compiles its template, {@code src/main/jte/page.jte}.
 *
 * @param introduction a paragraph; empty for none
 * @param facts a table of names and values, in order; empty for none
 * @param blocks what follows, in order
 */
public record Page(String title, String introduction, Map<String, String> facts, List<Block> blocks) {
    private static final String TEMPLATES = "org.instagan.report.templates";

    public Page {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        blocks = List.copyOf(blocks);
    }

    /**
     * Writes the page; its pictures are not looked at.
     *
     * @throws org.instagan.error.InputException when the file cannot be written
     */
    public void write(Path html) {
        Page urls = new Page(
                title, introduction, facts, blocks.stream().map(Block::withUrls).toList());
        StringOutput out = new StringOutput();
        TemplateEngine.createPrecompiled(null, ContentType.Html, Page.class.getClassLoader(), TEMPLATES)
                .render("page.jte", urls, out);
        WholeFile.write(html, out.toString());
    }
}

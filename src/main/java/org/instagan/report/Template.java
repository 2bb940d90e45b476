package org.instagan.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.file.Path;
import org.instagan.tensor.WholeFile;

/** The pages' templates, compiled by the build from {@code src/main/jte}. */
enum Template {
    GALLERY("gallery.jte"),
    FIGURES("figures.jte");

    private static final String PACKAGE = "org.instagan.report.templates";

    private final String file;

    Template(String file) {
        this.file = file;
    }

    /** @throws org.instagan.error.InputException when the file cannot be written */
    void write(Path html, Object page) {
        StringOutput out = new StringOutput();
        TemplateEngine.createPrecompiled(null, ContentType.Html, Template.class.getClassLoader(), PACKAGE)
                .render(file, page, out);
        WholeFile.write(html, out.toString());
    }
}

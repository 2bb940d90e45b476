package org.instagan.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.tensor.WholeFile;

/**
 * A page of results that needs nothing but itself and its images, which it names by their paths relative to the page,
 * parts separated by {@code /}, as plain file names: whatever needs escaping is escaped here.
 *
 * @param introduction a paragraph; empty for none
 * @param facts a table of names and values, in order; empty for none
 * @param plot the path of a picture above the rows
 * @param columns what a row's images are, such as source, masks, result
 */
public record GalleryPage(
        String title,
        String introduction,
        Map<String, String> facts,
        Optional<String> plot,
        List<String> columns,
        List<Row> rows) {
    private static final String TEMPLATES = "org.instagan.report.templates";

    /**
     * One example.
     *
     * @param images one path a column; empty where there is no such image
     * @param note shown below the name; empty for none
     */
    public record Row(String name, List<String> images, String note) {
        public Row {
            images = List.copyOf(images);
        }

        /** For a page one folder up. */
        public Row within(String folder, String prefix) {
            List<String> paths =
                    images.stream().map(image -> folder + "/" + image).toList();
            return new Row(prefix + name, paths, note);
        }
    }

    /** @throws IllegalArgumentException when a row has not one image a column */
    public GalleryPage {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.images.size() != columns.size()) {
                throw new IllegalArgumentException("Page, row '" + row.name + "': expected " + columns.size()
                        + " images, one a column, got " + row.images.size());
            }
        }
    }

    /**
     * Writes the page; the images are not looked at.
     *
     * @throws InputException when the file cannot be written
     */
    public void write(Path html) {
        StringOutput out = new StringOutput();
        TemplateEngine.createPrecompiled(null, ContentType.Html, GalleryPage.class.getClassLoader(), TEMPLATES)
                .render("gallery.jte", withUrls(), out);
        ByteBuffer bytes = ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
        WholeFile.write(html, bytes);
    }

    /** This page with paths as its template writes them. */
    private GalleryPage withUrls() {
        List<Row> urls = rows.stream()
                .map(row -> new Row(
                        row.name, row.images.stream().map(RelativeUrl::of).toList(), row.note))
                .toList();
        return new GalleryPage(title, introduction, facts, plot.map(RelativeUrl::of), columns, urls);
    }
}

package org.instagan.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of plots and tables that needs nothing but itself and its pictures.
 *
 * @param introduction a paragraph; empty for none
 * @param facts a table of names and values, in order
 * @param notes what a reader has to know before the figures, a line each
 */
public record FiguresPage(
        String title,
        String introduction,
        Map<String, String> facts,
        List<String> notes,
        List<Picture> pictures,
        List<Table> tables) {

    /**
     * A plot.
     *
     * @param path relative to the page
     * @param text says in words what it shows
     */
    public record Picture(String path, String text) {}

    /**
     * Figures.
     *
     * @param notes shown below the title, a line each
     * @param rows one cell a column; the first column is the row's name
     */
    public record Table(String title, List<String> notes, List<String> columns, List<List<String>> rows) {
        /** @throws IllegalArgumentException when a row has not one cell a column */
        public Table {
            notes = List.copyOf(notes);
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException("Table '" + title + "': expected " + columns.size()
                            + " cells a row, one a column, got " + row.size());
                }
            }
        }
    }

    public FiguresPage {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        notes = List.copyOf(notes);
        pictures = List.copyOf(pictures);
        tables = List.copyOf(tables);
    }

    /**
     * Writes the page; the pictures are not looked at.
     *
     * @throws org.instagan.error.InputException when the file cannot be written
     */
    public void write(Path html) {
        List<Picture> urls = pictures.stream()
                .map(p -> new Picture(RelativeUrl.of(p.path()), p.text()))
                .toList();
        Template.FIGURES.write(html, new FiguresPage(title, introduction, facts, notes, urls, tables));
    }
}

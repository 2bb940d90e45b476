package org.instagan.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.file.Json;

/**
 * A part of a {@link Page}. Paths are relative to the page, parts separated by {@code /}, as plain file names: whatever
 * needs escaping is escaped here.
 */
public sealed interface Block {

    /** Short lines that a reader has to know. */
    record Notes(List<String> lines) implements Block {
        public Notes {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A picture as wide as the page.
     *
     * @param text says in words what it shows
     */
    record Plot(String path, String text) implements Block {
        @Override
        public Block withUrls() {
            return new Plot(RelativeUrl.of(path), text);
        }
    }

    /**
     * Figures.
     *
     * @param notes shown below the title, a line each
     * @param rows one cell a column; the first column is the row's name
     */
    record Table(String title, List<String> notes, List<String> columns, List<List<String>> rows) implements Block {
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

    /**
     * Examples side by side.
     *
     * @param title empty for none
     * @param notes shown below the title, a line each
     * @param columns what a row's images are, such as source, masks, result
     */
    record Gallery(String title, List<String> notes, List<String> columns, List<Row> rows) implements Block {
        /** @throws IllegalArgumentException when a row has not one image a column */
        public Gallery {
            notes = List.copyOf(notes);
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (Row row : rows) {
                if (row.images.size() != columns.size()) {
                    throw new IllegalArgumentException("Gallery, row '" + row.name + "': expected " + columns.size()
                            + " images, one a column, got " + row.images.size());
                }
            }
        }

        @Override
        public Block withUrls() {
            List<Row> urls = rows.stream()
                    .map(row -> new Row(
                            row.name, row.images.stream().map(RelativeUrl::of).toList(), row.note))
                    .toList();
            return new Gallery(title, notes, columns, urls);
        }
    }

    /**
     * One example of a gallery.
     *
     * @param images one path a column; empty where there is no such image
     * @param note shown below the name; empty for none
     */
    record Row(String name, List<String> images, String note) {
        public Row {
            images = List.copyOf(images);
        }
    }

    /** Names and what they mean, in order. */
    record Definitions(String title, Map<String, String> entries) implements Block {
        public Definitions {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /** Lines for a reader to type. */
    record Commands(String title, List<String> lines) implements Block {
        public Commands {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Lines over iterations, drawn by the page itself, smoothed as much as the reader wants.
     *
     * @param series by colour and in the legend, in this order
     */
    record Curves(String title, List<Series> series) implements Block {
        public Curves {
            series = List.copyOf(series);
        }

        /** For the page's script: a list of objects; nothing in it ends a script. */
        public String json() {
            ArrayNode list = Json.array();
            for (Series line : series) {
                ObjectNode object = list.addObject().put("name", line.name);
                ArrayNode x = object.putArray("x");
                ArrayNode y = object.putArray("y");
                for (int i = 0; i < line.x.length; i++) {
                    x.add(line.x[i]);
                    y.add((float) line.y[i]);
                }
            }
            return list.toString().replace("<", "\\u003c").replace("&", "\\u0026");
        }
    }

    /**
     * One line.
     *
     * @param text says in words what it is
     * @param x rising, y finite
     */
    record Series(String name, String text, double[] x, double[] y) {}

    /**
     * Pictures of one thing through time, one at a time, chosen by a slider; the last one first.
     *
     * @param frames in order, at least one
     */
    record Frames(String title, String note, List<Frame> frames) implements Block {
        public Frames {
            frames = List.copyOf(frames);
            if (frames.isEmpty()) {
                throw new IllegalArgumentException("Frames '" + title + "': expected at least one");
            }
        }

        public Frame last() {
            return frames.get(frames.size() - 1);
        }
    }

    /**
     * A picture at a moment.
     *
     * @param source a data URI
     */
    record Frame(String label, String source) {}

    /** This block with paths as a page writes them. */
    default Block withUrls() {
        return this;
    }
}

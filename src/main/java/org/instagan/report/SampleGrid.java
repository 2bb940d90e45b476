package org.instagan.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;

/**
 * One picture of many: a row an example, a titled column for what is shown of it. Small images are enlarged, all by the
 * same whole number, until the widest has at least {@value #LEGIBLE} pixels; larger ones keep their size.
 */
public final class SampleGrid {
    private static final int LEGIBLE = 128;
    private static final int GUTTER = 6;
    private static final int TITLE_HEIGHT = 26;
    private static final int TITLE_SIZE = 15;

    private final List<String> titles;
    private final List<List<Image>> rows;
    private final int factor;
    private final int[] widths;
    private final int[] heights;

    private SampleGrid(List<String> titles, List<List<Image>> rows) {
        this.titles = titles;
        this.rows = rows;
        int widest =
                rows.stream().flatMap(List::stream).mapToInt(Image::width).max().orElse(1);
        this.factor = Math.max(1, (LEGIBLE + widest - 1) / widest);
        this.widths = IntStream.range(0, titles.size()).map(this::columnWidth).toArray();
        this.heights = rows.stream()
                .mapToInt(row -> row.stream().mapToInt(Image::height).max().orElse(0) * factor)
                .toArray();
    }

    /**
     * Writes the grid as a PNG; a column is as wide as its widest image or its title.
     *
     * @throws IllegalArgumentException when there are no titles or no rows, or a row has another number of images
     * @throws InputException when the file cannot be written
     * @throws org.instagan.error.EnvironmentException where this machine has no fonts
     */
    public static void write(Path png, List<String> columnTitles, List<List<Image>> rows) {
        if (columnTitles.isEmpty() || rows.isEmpty()) {
            throw new IllegalArgumentException("Grid: expected at least one column and one row, got "
                    + columnTitles.size() + " and " + rows.size());
        }
        for (int r = 0; r < rows.size(); r++) {
            if (rows.get(r).size() != columnTitles.size()) {
                throw new IllegalArgumentException("Grid, row " + r + ": expected " + columnTitles.size()
                        + " images, one a column, got " + rows.get(r).size());
            }
        }
        Images.writePng(Canvas.needingFonts(() -> new SampleGrid(columnTitles, rows).draw()), png);
    }

    /**
     * One image of a grid that was written, as large as it is drawn there.
     *
     * @param image of the size that all of the grid's images have
     * @param row counted from 0, column too
     * @throws IllegalArgumentException when the grid is too small for it
     */
    public static Image cell(Image grid, List<String> columnTitles, Size image, int row, int column) {
        Image blank = new Image(image.width(), image.height(), 1, new byte[image.width() * image.height()]);
        SampleGrid layout = new SampleGrid(columnTitles, List.of(Collections.nCopies(columnTitles.size(), blank)));
        int x = GUTTER
                + IntStream.range(0, column).map(c -> layout.widths[c] + GUTTER).sum();
        int y = TITLE_HEIGHT + GUTTER + row * (layout.heights[0] + GUTTER);
        return grid.crop(x, y, image.width() * layout.factor, image.height() * layout.factor);
    }

    private int columnWidth(int column) {
        FontRenderContext context = new FontRenderContext(null, true, false);
        double title = font().getStringBounds(titles.get(column), context).getWidth();
        int image = rows.stream().mapToInt(row -> row.get(column).width()).max().orElse(0) * factor;
        return Math.max(image, (int) Math.ceil(title) + 2);
    }

    private Image draw() {
        int width = Arrays.stream(widths).sum() + GUTTER * (widths.length + 1);
        int height = Arrays.stream(heights).sum() + GUTTER * (heights.length + 1) + TITLE_HEIGHT;
        return Canvas.draw(width, height, this::paint);
    }

    private void paint(Graphics2D graphics) {
        graphics.setFont(font());
        graphics.setColor(new Color(0x222222));
        int x = GUTTER;
        for (int c = 0; c < widths.length; c++) {
            graphics.drawString(titles.get(c), x + 1, GUTTER + 16);
            int y = TITLE_HEIGHT + GUTTER;
            for (int r = 0; r < heights.length; r++) {
                Image image = rows.get(r).get(c);
                graphics.drawImage(Canvas.toAwt(image), x, y, image.width() * factor, image.height() * factor, null);
                y += heights[r] + GUTTER;
            }
            x += widths[c] + GUTTER;
        }
    }

    private static Font font() {
        return Canvas.sans(TITLE_SIZE);
    }
}

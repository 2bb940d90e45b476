package org.instagan.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.instagan.error.InputException;

/**
 * A run's losses by name, in the file's order; each array has one value per line of the file, NaN where the cell is
 * empty or missing.
 */
record LossTable(int iterations, Map<String, double[]> losses) {
    private static final Set<String> NO_LOSSES = Set.of("epoch", "step");

    /**
     * Reads a table that may still be growing: a last line without its end is left out.
     *
     * @throws InputException when the file is missing, or a line does not fit the header
     */
    static LossTable read(Path csv) {
        String[] lines = text(csv).split("\r?\n", -1); // what follows the last line end is not a line yet
        if (lines.length < 2 || lines[0].isBlank()) {
            throw new InputException(csv + ": no line of column names, expected epoch,step,…");
        }
        String[] names = lines[0].split(",", -1);
        double[][] columns = new double[names.length][lines.length - 2];
        for (int i = 0; i < lines.length - 2; i++) {
            String where = csv + ", line " + (i + 2);
            String[] cells = lines[i + 1].split(",", -1);
            if (cells.length > names.length) {
                throw new InputException(
                        where + ": expected " + names.length + " cells as in the first line, got " + cells.length);
            }
            for (int c = 0; c < names.length; c++) {
                columns[c][i] = c < cells.length ? number(where, names[c], cells[c].strip()) : Double.NaN;
            }
        }
        Map<String, double[]> losses = new LinkedHashMap<>();
        for (int c = 0; c < names.length; c++) {
            if (!names[c].isBlank() && !NO_LOSSES.contains(names[c].strip())) {
                losses.put(names[c].strip(), columns[c]);
            }
        }
        return new LossTable(lines.length - 2, losses);
    }

    private static String text(Path csv) {
        try {
            return Files.readString(csv, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new InputException(csv + ": no such file, expected the losses.csv of a run", e);
        } catch (IOException e) {
            throw new InputException(csv + ": cannot be read (" + e + "), expected the losses.csv of a run", e);
        }
    }

    private static double number(String where, String column, String cell) {
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new InputException(
                    where + ", column " + column.strip() + ": expected a number or nothing, got '" + cell + "'", e);
        }
    }
}

package org.instagan.train;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.instagan.model.Loss;
import org.instagan.platform.ResidentMemory;

/**
 * {@code losses.csv}, which depends on settings and seed alone, and {@code speed.csv}, which depends on the machine: a row
 * an iteration in both.
 */
final class RunTables implements AutoCloseable {
    private static final double MEGA = 1e6;

    private final List<Loss> losses;
    private final RowLog values;
    private final RowLog speed;

    /**
     * Opens both.
     *
     * @param losses the columns, in order
     * @param rows that stay of what is there: the iterations that are done
     */
    RunTables(RunFolder folder, List<Loss> losses, long rows, Consumer<String> warnings) {
        this.losses = losses;
        String names = losses.stream().map(Loss::name).collect(Collectors.joining(","));
        values = new RowLog(folder.losses(), "epoch,step," + names, rows, warnings);
        speed = new RowLog(folder.speed(), "epoch,step,learning_rate,seconds,resident_mb", rows, warnings);
    }

    /** @param at before the iteration */
    void add(Position at, double rate, double seconds, Losses made) {
        String place = (at.epoch() + 1) + "," + (at.index() + 1);
        StringBuilder row = new StringBuilder(place);
        for (Loss loss : losses) {
            OptionalDouble value = made.get(loss);
            row.append(',');
            value.ifPresent(v -> row.append(String.format(Locale.ROOT, "%.6g", v)));
        }
        values.add(row.toString());
        double resident = ResidentMemory.now().orElse(0) / MEGA;
        speed.add(String.format(Locale.ROOT, "%s,%.6g,%.4f,%.0f", place, rate, seconds, resident));
    }

    @Override
    public void close() {
        values.close();
        speed.close();
    }
}

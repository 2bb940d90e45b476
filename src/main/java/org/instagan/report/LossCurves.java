package org.instagan.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.instagan.model.Loss;

/** A run's losses as the panels of a page: those of {@link LossPlot}, to be smoothed by the reader. */
public final class LossCurves {
    private static final int POINTS = 500;

    private LossCurves() {}

    /**
     * Reads {@code losses.csv}, see {@link LossPlot}.
     *
     * @param losses of the run's family, for order, panel and words
     * @return no panel where there is no value yet
     * @throws org.instagan.error.InputException when the table is missing or damaged
     */
    public static List<Block> of(Path csv, List<Loss> losses) {
        Map<String, double[]> table = LossTable.read(csv).losses();
        List<Block.Series> adversarial = new ArrayList<>();
        List<Block.Series> weighted = new ArrayList<>();
        for (Loss loss : losses) {
            Curve curve = Curve.of(table.getOrDefault(loss.name(), new double[0]));
            if (curve.size() > 0) {
                (LossPlot.isAdversarial(loss.kind()) ? adversarial : weighted).add(series(loss, curve));
            }
        }
        List<Block> panels = new ArrayList<>();
        add(panels, LossPlot.ADVERSARIAL, adversarial);
        add(panels, LossPlot.WEIGHTED, weighted);
        return panels;
    }

    /** A point stands for the mean of those around it that are left out. */
    private static Block.Series series(Loss loss, Curve curve) {
        Curve drawn = curve.smoothed(curve.size() / (2 * POINTS)).thinned(POINTS);
        return new Block.Series(loss.name(), loss.meaning(), drawn.x(), drawn.y());
    }

    private static void add(List<Block> panels, String title, List<Block.Series> series) {
        if (!series.isEmpty()) {
            panels.add(new Block.Curves(title, series));
        }
    }
}

package org.instagan.report;

import java.awt.Graphics2D;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;

/**
 * Curves of a run's losses: the adversarial ones ({@code D_…}, {@code G_…}) above, the total and the weighted L1 losses
 * below, over iterations counted from 1. Lines are moving averages over about a twentieth of the run; the values
 * themselves show faintly while there are few enough to tell apart.
 */
public final class LossPlot {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 700;

    private LossPlot() {}

    /**
     * Draws {@code losses.csv}: a line of column names, then a line an iteration; {@code epoch}, {@code step} and
     * {@code iteration_seconds} are no losses, an empty cell is a loss that the iteration did not have. A last line
     * without its end is still being written, and left out.
     *
     * @throws InputException when the table is missing, damaged or without a value, or the PNG cannot be written
     */
    public static void write(Path csv, Path png) {
        LossTable table = LossTable.read(csv);
        Map<String, Curve> adversarial = new LinkedHashMap<>();
        Map<String, Curve> weighted = new LinkedHashMap<>();
        table.losses().forEach((name, values) -> {
            Curve curve = Curve.of(values);
            if (curve.size() > 0) {
                (isAdversarial(name) ? adversarial : weighted).put(name, curve);
            }
        });
        List<LossPanel> panels = new ArrayList<>();
        if (!adversarial.isEmpty()) {
            panels.add(new LossPanel("Adversarial losses", table.iterations(), adversarial));
        }
        if (!weighted.isEmpty()) {
            String title = weighted.containsKey("G") ? "Total (G) and weighted L1 losses" : "Weighted L1 losses";
            panels.add(new LossPanel(title, table.iterations(), weighted));
        }
        if (panels.isEmpty()) {
            throw new InputException(csv + ": holds no losses yet, expected at least one iteration");
        }
        Images.writePng(draw(panels), png);
    }

    private static boolean isAdversarial(String name) {
        return name.startsWith("D_") || name.startsWith("G_");
    }

    private static Image draw(List<LossPanel> panels) {
        int height = HEIGHT / panels.size();
        return Canvas.draw(WIDTH, HEIGHT, graphics -> {
            for (int i = 0; i < panels.size(); i++) {
                Graphics2D part = (Graphics2D) graphics.create(0, i * height, WIDTH, height);
                panels.get(i).paint(part, WIDTH, height);
                part.dispose();
            }
        });
    }
}

package org.instagan.report;

import java.awt.Graphics2D;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.model.Loss;

/**
 * Curves of a run's losses: those of and against the discriminators above, the total and the weighted distances below, over iterations counted from 1. Lines are moving averages over about a twentieth of the run; the values
 * themselves show faintly while there are few enough to tell apart.
 */
public final class LossPlot {
    static final String ADVERSARIAL = "Adversarial losses";
    static final String WEIGHTED = "Total and weighted distances";

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 700;

    private LossPlot() {}

    /**
     * Draws {@code losses.csv}: a line of column names, then a line an iteration; {@code epoch} and {@code step}
     * are no losses, an empty cell is a loss that the iteration did not have. A last line
     * without its end is still being written, and left out.
     *
     * @param losses of the run's family: those of discriminators and against them are drawn above, the others below
     * @throws InputException when the table is missing, damaged or without a value, or the PNG cannot be written
     * @throws org.instagan.error.EnvironmentException where this machine has no fonts
     */
    public static void write(Path csv, Path png, List<Loss> losses) {
        LossTable table = LossTable.read(csv);
        Map<String, Loss.Kind> kinds = losses.stream().collect(Collectors.toMap(Loss::name, Loss::kind));
        Map<String, Curve> adversarial = new LinkedHashMap<>();
        Map<String, Curve> weighted = new LinkedHashMap<>();
        table.losses().forEach((name, values) -> {
            Curve curve = Curve.of(values);
            if (curve.size() > 0) {
                (isAdversarial(kinds.get(name)) ? adversarial : weighted).put(name, curve);
            }
        });
        List<LossPanel> panels = new ArrayList<>();
        if (!adversarial.isEmpty()) {
            panels.add(new LossPanel(ADVERSARIAL, table.iterations(), adversarial));
        }
        if (!weighted.isEmpty()) {
            panels.add(new LossPanel(WEIGHTED, table.iterations(), weighted));
        }
        if (panels.isEmpty()) {
            throw new InputException(csv + ": holds no losses yet, expected at least one iteration");
        }
        Images.writePng(Canvas.needingFonts(() -> draw(panels)), png);
    }

    /** @param kind null for a column that the family does not know */
    static boolean isAdversarial(Loss.Kind kind) {
        return kind == Loss.Kind.DISCRIMINATOR || kind == Loss.Kind.ADVERSARIAL;
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

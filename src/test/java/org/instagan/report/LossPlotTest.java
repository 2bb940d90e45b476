package org.instagan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.model.Loss;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossPlotTest {
    private static final List<Loss> LOSSES = TinyModel.family().losses();
    private static final String HEADER =
            "epoch,step,generators,A.discriminator,A.gan,A.cycle,A.identity,A.context,B.discriminator,"
                    + "B.gan,B.cycle,B.identity,B.context\n";

    @TempDir
    Path root;

    private Path csv;
    private Path png;

    @BeforeEach
    void files() {
        csv = root.resolve("losses.csv");
        png = root.resolve("a plot #1.png");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50, 400, 5000})
    void plotsRunsOfAnyLengthWithBlanksInBothPanels(int iterations) throws IOException {
        Files.writeString(csv, run(iterations));
        LossPlot.write(csv, png, LOSSES);
        Image plot = Images.readRgb(png);
        assertThat(plot.width()).isEqualTo(1200);
        assertThat(plot.height()).isEqualTo(700);
        assertThat(plot.at(0, 0, 0)).isEqualTo(255);
        assertThat(coloured(plot.crop(0, 0, 1200, 350))).isPositive();
        assertThat(coloured(plot.crop(0, 350, 1200, 350))).isPositive();
    }

    @Test
    void blanksAreNotZeros() throws IOException {
        Files.writeString(csv, "epoch,step,A.gan,A.cycle,\r\n0,0,1, \r\n0,1,,2\r\n0,2\r\n");
        LossTable table = LossTable.read(csv);
        assertThat(table.iterations()).isEqualTo(3);
        assertThat(table.losses()).containsOnlyKeys("A.gan", "A.cycle");
        assertThat(table.losses().get("A.gan")).containsExactly(1, Double.NaN, Double.NaN);
        assertThat(Curve.of(table.losses().get("A.cycle")).x()).containsExactly(2);
        LossPlot.write(csv, png, LOSSES);
        assertThat(png).isNotEmptyFile();
    }

    @Test
    void constantAndNotFiniteLossesArePlotted() throws IOException {
        Files.writeString(csv, "epoch,step,A.discriminator,A.gan\n0,0,0,NaN\n0,1,0,Infinity\n0,2,0,1\n");
        LossPlot.write(csv, png, LOSSES);
        assertThat(png).isNotEmptyFile();
    }

    @Test
    void aLineThatIsStillBeingWrittenIsLeftOut() throws IOException {
        Files.writeString(csv, "epoch,step,G\n0,0,1.5\n0,1,1.2E-");
        assertThat(LossTable.read(csv).losses().get("G")).containsExactly(1.5);
    }

    @Test
    void averagesTakeThePointsAroundAsFarAsThereAreSome() {
        Curve curve = Curve.of(new double[] {0, 3, 0, 9, 3});
        assertThat(curve.smoothed(0).y()).containsExactly(0, 3, 0, 9, 3);
        assertThat(curve.smoothed(1).y()).containsExactly(1.5, 1, 4, 4, 6);
        assertThat(curve.smoothed(9).y()).containsExactly(3, 3, 3, 3, 3);
    }

    @Test
    void thinningKeepsBothEnds() {
        assertThat(Curve.of(new double[1000]).thinned(10).x())
                .hasSize(10)
                .startsWith(1)
                .endsWith(1000);
    }

    @Test
    void errorsSayWhere() throws IOException {
        assertThatThrownBy(() -> LossPlot.write(csv, png, LOSSES))
                .isInstanceOf(InputException.class)
                .hasMessage(csv + ": no such file, expected the losses.csv of a run");
        Files.writeString(csv, "");
        assertThatThrownBy(() -> LossPlot.write(csv, png, LOSSES))
                .isInstanceOf(InputException.class)
                .hasMessage(csv + ": no line of column names, expected epoch,step,…");
        Files.writeString(csv, HEADER);
        assertThatThrownBy(() -> LossPlot.write(csv, png, LOSSES))
                .isInstanceOf(InputException.class)
                .hasMessage(csv + ": holds no losses yet, expected at least one iteration");
        Files.writeString(csv, "epoch,step,G\n0,0,1\n0,1,much\n");
        assertThatThrownBy(() -> LossPlot.write(csv, png, LOSSES))
                .isInstanceOf(InputException.class)
                .hasMessage(csv + ", line 3, column G: expected a number or nothing, got 'much'");
        Files.writeString(csv, "epoch,step,G\n0,0,1,2\n");
        assertThatThrownBy(() -> LossPlot.write(csv, png, LOSSES))
                .isInstanceOf(InputException.class)
                .hasMessage(csv + ", line 2: expected 3 cells as in the first line, got 4");
        Files.write(csv, new byte[] {'G', '\n', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> LossPlot.write(csv, png, LOSSES)).isInstanceOf(InputException.class);
        assertThat(png).doesNotExist();
    }

    /** Falling, noisy losses; domain B idle in every fourth iteration. */
    static String run(int iterations) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < iterations; i++) {
            double fall = 0.3 + Math.exp(-4.0 * i / iterations);
            String b = i % 4 == 3 && iterations > 3 ? ",,,," : domain(0.8 * fall, random);
            text.append(
                    String.format(Locale.ROOT, "%d,%d,%.4f,%s,%s\n", i / 10, i, 30 * fall, domain(fall, random), b));
        }
        return text.toString();
    }

    private static String domain(double fall, SplittableRandom random) {
        double noise = 0.5 + random.nextDouble();
        return String.format(
                Locale.ROOT,
                "%.4f,%.4f,%.4f,%.4f,%.4f",
                0.25 + 0.1 * fall * noise,
                0.3 + 0.2 * noise,
                10 * fall * noise,
                6 * fall * noise,
                3 * fall * noise);
    }

    private static int coloured(Image image) {
        int n = 0;
        for (int i = 0; i < image.pixels().length; i += 3) {
            int r = image.pixels()[i] & 0xff;
            int g = image.pixels()[i + 1] & 0xff;
            int b = image.pixels()[i + 2] & 0xff;
            n += Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b)) > 60 ? 1 : 0;
        }
        return n;
    }
}

package org.instagan.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.report.SampleGrid;

/** One sample's translation through time, from the grids that were drawn: {@code samples/strip-A2B.png}. */
final class SampleStrip {
    private static final int MOST = 10;
    private static final int TRANSLATED = SampleSheets.COLUMNS.indexOf("translated");

    private SampleStrip() {}

    /** @param size of the samples */
    static void write(RunFolder folder, Direction direction, Size size) {
        List<String> titles = new ArrayList<>();
        List<Image> images = new ArrayList<>();
        for (Path grid : RunFolder.evenly(folder.samples(direction), MOST)) {
            titles.add("iteration " + RunFolder.iterationsOf(grid));
            images.add(SampleGrid.cell(Images.readRgb(grid), SampleSheets.COLUMNS, size, 0, TRANSLATED));
        }
        SampleGrid.write(folder.samples().resolve("strip-" + direction.name() + ".png"), titles, List.of(images));
    }
}

package org.instagan.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Item;
import org.instagan.data.Sample;
import org.instagan.data.Tensors;
import org.instagan.image.Image;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.Precision;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.report.MaskColours;
import org.instagan.report.SampleGrid;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/** Grids of the same few images, translated there and back with the weights of the moment. */
final class SampleSheets {
    private static final int ROWS = 4;
    static final List<String> COLUMNS = List.of("source", "masks", "translated", "its masks", "reconstructed");

    private final RunConfig config;
    private final Family family;
    private final Path work;
    private final List<Sample> a;
    private final List<Sample> b;

    SampleSheets(RunConfig config, Family family, InstanceFolder a, InstanceFolder b, Path work) {
        this.config = config;
        this.family = family;
        this.work = work;
        this.a = first(a);
        this.b = first(b);
    }

    private List<Sample> first(InstanceFolder folder) {
        return folder.items().stream()
                .limit(ROWS)
                .map(Item::read)
                .map(i -> Sample.resized(
                        i, config.cropSize().height(), config.cropSize().width()))
                .toList();
    }

    /** Writes both directions' sheets. */
    void write(RunFolder run, long iterations, NamedTensors weights) {
        Exporter.writePlain(work, family, direction -> config.card(direction, Precision.FP32), weights);
        List<Sample> toB = translated(Direction.A2B, a);
        List<Sample> toA = translated(Direction.B2A, b);
        List<Sample> backA = translated(Direction.B2A, toB);
        List<Sample> backB = translated(Direction.A2B, toA);
        SampleGrid.write(run.sample(iterations, Direction.A2B), COLUMNS, rows(a, toB, backA));
        SampleGrid.write(run.sample(iterations, Direction.B2A), COLUMNS, rows(b, toA, backB));
    }

    Size size() {
        return config.cropSize();
    }

    /** One generator at a time is in memory. */
    private List<Sample> translated(Direction direction, List<Sample> samples) {
        try (Translator translator = translator(direction)) {
            return samples.stream().map(translator::translate).toList();
        }
    }

    private Translator translator(Direction direction) {
        Path model = work.resolve(direction.file());
        return Translator.open(model, Device.CPU, config.computeThreads(), Translator.Options.defaults());
    }

    private static List<List<Image>> rows(List<Sample> samples, List<Sample> there, List<Sample> back) {
        List<List<Image>> rows = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            rows.add(List.of(
                    image(samples.get(i).image()),
                    MaskColours.overlayUnit(samples.get(i).masks()),
                    image(there.get(i).image()),
                    MaskColours.overlayUnit(there.get(i).masks()),
                    image(back.get(i).image())));
        }
        return rows;
    }

    private static Image image(FloatTensor t) {
        return Tensors.fromUnit(t.data(), 0, 3, (int) t.shape()[1], (int) t.shape()[2]);
    }
}

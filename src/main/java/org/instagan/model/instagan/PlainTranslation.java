package org.instagan.model.instagan;

import java.util.List;
import org.instagan.error.InputException;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Piece;
import org.instagan.model.layer.Design;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.MaskRows;
import org.instagan.model.layer.Parameters;

/**
 * CycleGAN's generators in the form of {@link TranslationGraph}, so that whatever runs the one runs the other: all masks
 * of an image in one step. Their "features" are the masks themselves.
 */
final class PlainTranslation {
    private static final Dim HEIGHT = Dim.multipleOf("H", 4);
    private static final Dim WIDTH = Dim.multipleOf("W", 4);
    private static final Dim MASKS = Dim.symbol("M");

    private final GraphBuilder g;
    private final Networks.Translating network;

    private PlainTranslation(Networks networks, String generator, Design design) {
        this.g = new GraphBuilder(generator);
        this.network = networks.generator(new Layers(g, new Parameters(g), design), generator);
    }

    /** @throws InputException for a sequence, which these do not have */
    static Graph build(Piece piece, Networks networks, String generator, Design design) {
        PlainTranslation graph = new PlainTranslation(networks, generator, design);
        return switch (piece) {
            case WHOLE -> graph.whole();
            case MASK_ENCODER -> graph.masks();
            case STEP -> graph.step();
            case SEQUENCE -> throw new InputException("sequence: a CycleGAN translates an image in one step");
        };
    }

    private Graph whole() {
        Value image = planes("image", "B", 3);
        Value masks = planes("masks", "M", 1);
        Value maskImage = g.input("mask_image", ElementType.INT64, Shape.of(MASKS));
        return translated(image, masks, maskImage);
    }

    private Graph masks() {
        return g.build(List.of(g.named("features", g.identity(planes("masks", "M", 1)))));
    }

    private Graph step() {
        Value held = planes("image", "P", 3);
        Value imageRows = g.input("image_rows", ElementType.INT64, Shape.of(Dim.symbol("B")));
        Value features = planes("features", "F", 1);
        Value featureRows = g.input("feature_rows", ElementType.INT64, Shape.of(MASKS));
        Value maskImage = g.input("mask_image", ElementType.INT64, Shape.of(MASKS));
        return translated(g.gather(held, imageRows), g.gather(features, featureRows), maskImage);
    }

    private Graph translated(Value image, Value masks, Value maskImage) {
        Generator.Translation out = network.translate(image, masks, new MaskRows(g, maskImage, image));
        return g.build(
                List.of(g.named("image_out", g.identity(out.image())), g.named("masks_out", g.identity(out.masks()))));
    }

    private Value planes(String name, String count, int channels) {
        return g.input(name, ElementType.FLOAT, Shape.of(Dim.symbol(count), Dim.of(channels), HEIGHT, WIDTH));
    }
}

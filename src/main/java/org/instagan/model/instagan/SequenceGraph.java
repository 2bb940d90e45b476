package org.instagan.model.instagan;

import java.util.List;
import java.util.Map;
import org.instagan.graph.Attribute;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.layer.Design;
import org.instagan.model.layer.Layers;
import org.instagan.model.layer.MaskRows;
import org.instagan.model.layer.Parameters;

/**
 * The whole sequential translation (InstaGAN, section 3.3) as one graph: a Loop over the steps, each of which encodes its
 * masks and translates the images that have any. In: {@code image [B,3,H,W]}, {@code masks [M,1,H,W]}, {@code mask_image
 * [M]}, {@code order [N]} and {@code ins_per [1]}, int64 but for the first two. The order lists rows of the masks: those
 * of one image are translated in the order in which they stand, {@code ins_per} at a time; a mask that is not in it comes
 * out as it went in, as empty ones have to. Out: {@code image_out [B,3,H,W]} after all steps, {@code masks_out
 * [M,1,H,W]}.
 */
final class SequenceGraph {
    private static final Dim HEIGHT = Dim.multipleOf("H", 4);
    private static final Dim WIDTH = Dim.multipleOf("W", 4);
    private static final Dim ONE = Dim.of(1);
    private static final Shape IMAGES = Shape.of(Dim.symbol("B"), Dim.of(3), HEIGHT, WIDTH);
    /** Masks that the steps before have translated. */
    private static final Dim DONE = Dim.symbol("D");

    private final String generator;
    private final Design design;
    private final GraphBuilder g;
    private final Value masks;
    private final Value order;
    private final Value owners;
    private final Value steps;

    private SequenceGraph(String generator, Design design, GraphBuilder g, Inputs inputs) {
        this.generator = generator;
        this.design = design;
        this.g = g;
        this.masks = inputs.masks;
        this.order = inputs.order;
        this.owners = g.gather(inputs.maskImage, order);
        this.steps = g.div(earlierOfSameImage(), inputs.perStep);
    }

    private record Inputs(Value masks, Value maskImage, Value order, Value perStep) {}

    static Graph build(String generator, Design design) {
        GraphBuilder g = new GraphBuilder(generator);
        Value image = g.input("image", ElementType.FLOAT, IMAGES);
        Inputs inputs = new Inputs(
                g.input("masks", ElementType.FLOAT, planes(Dim.symbol("M"))),
                g.input("mask_image", ElementType.INT64, Shape.of(Dim.symbol("M"))),
                g.input("order", ElementType.INT64, Shape.of(Dim.symbol("N"))),
                g.input("ins_per", ElementType.INT64, Shape.of(1)));
        return new SequenceGraph(generator, design, g, inputs).graph(image);
    }

    private static Shape planes(Dim rows) {
        return Shape.of(rows, ONE, HEIGHT, WIDTH);
    }

    /** For each mask in the order, how many of its image stand before it: {@code [N]}. */
    private Value earlierOfSameImage() {
        Value rows = g.rowNumbers(order);
        Value same = g.cast(g.equal(g.unsqueeze(owners, 1), g.unsqueeze(owners, 0)), ElementType.INT64);
        Value before = g.cast(g.greater(g.unsqueeze(rows, 1), g.unsqueeze(rows, 0)), ElementType.INT64);
        return g.reduceSum(g.mul(same, before), false, 1);
    }

    private Graph graph(Value image) {
        Value none = g.slice(masks, 0, 0, 0, 1, DONE);
        Value noRows = g.slice(order, 0, 0, 0, 1, DONE);
        List<Value> results = g.node(
                Op.LOOP,
                List.of(count(), Value.NONE, image, none, noRows),
                List.of(
                        new Value("", ElementType.FLOAT, IMAGES),
                        new Value("", ElementType.FLOAT, planes(DONE)),
                        new Value("", ElementType.INT64, Shape.of(DONE))),
                Map.of("body", new Attribute.Subgraph(body())));
        Value masksOut = scatter(g, masks, results.get(2), results.get(1));
        return g.build(List.of(g.named("image_out", results.get(0)), g.named("masks_out", masksOut)));
    }

    /** How many steps there are, int64 {@code []}; none where no mask is in the order. */
    private Value count() {
        Value all = concat(g, steps, g.int64s(-1), new Value("", ElementType.INT64, Shape.of(Dim.symbol("N1"))));
        Map<String, Attribute> whole = Map.of("axes", Attribute.Ints.of(0), "keepdims", new Attribute.Int(1));
        Value last = g.node(Op.REDUCE_MAX, List.of(all), List.of(new Value("", ElementType.INT64, Shape.of(1))), whole)
                .get(0);
        return g.reshape(g.add(last, g.int64s(1)), new long[0]);
    }

    /** One step: its parameters are its own, so that what rewrites a graph rewrites it like any other. */
    private Graph body() {
        GraphBuilder b = g.body(generator + ".loop");
        Value step = b.input("step", ElementType.INT64, Shape.of(new long[0]));
        Value goOn = b.input("go_on", ElementType.BOOL, Shape.of(new long[0]));
        Value held = b.input("held", ElementType.FLOAT, IMAGES);
        Value translated = b.input("translated", ElementType.FLOAT, planes(DONE));
        Value done = b.input("done", ElementType.INT64, Shape.of(DONE));

        Value rows = positions(b, b.equal(steps, b.reshape(step, 1)), "K");
        Value owner = b.gather(owners, rows);
        Value maskRows = b.gather(order, rows);
        Value has = b.cast(b.equal(b.unsqueeze(b.rowNumbers(held), 1), b.unsqueeze(owner, 0)), ElementType.INT64);
        Value imageRows = positions(b, b.reduceSum(has, false, 1), "P");
        Value image = b.gather(held, imageRows);

        Generator network = new Generator(new Layers(b, new Parameters(b), design), generator);
        Value features = network.encodeMasks(b.gather(masks, maskRows));
        MaskRows instances = new MaskRows(b, indexOf(b, owner, imageRows), image);
        Generator.Translation out = network.translateEncoded(image, features, instances);
        return b.build(List.of(
                b.named("go_on_out", goOn),
                b.named("held_out", scatter(b, held, imageRows, out.image())),
                concat(
                        b,
                        translated,
                        out.masks(),
                        new Value("translated_out", ElementType.FLOAT, planes(Dim.symbol("E")))),
                concat(b, done, maskRows, new Value("done_out", ElementType.INT64, Shape.of(Dim.symbol("E"))))));
    }

    /** Where {@code flags [n]} are not 0, in order. */
    private static Value positions(GraphBuilder g, Value flags, String name) {
        Value found = g.node(
                        Op.NON_ZERO,
                        List.of(flags),
                        List.of(new Value("", ElementType.INT64, Shape.of(ONE, Dim.symbol(name)))),
                        Map.of())
                .get(0);
        return g.reshape(found, Shape.of(Dim.symbol(name)), g.int64s(-1));
    }

    /** For each of {@code wanted}, its position in {@code list}, in which it is once. */
    private static Value indexOf(GraphBuilder g, Value wanted, Value list) {
        Value at = g.cast(g.equal(g.unsqueeze(wanted, 1), g.unsqueeze(list, 0)), ElementType.INT64);
        return g.reduceSum(g.mul(at, g.rowNumbers(list)), false, 1);
    }

    private static Value concat(GraphBuilder g, Value first, Value second, Value result) {
        return g.node(Op.CONCAT, List.of(first, second), List.of(result), Map.of("axis", new Attribute.Int(0)))
                .get(0);
    }

    /** {@code x} with these rows replaced. */
    private static Value scatter(GraphBuilder g, Value x, Value rows, Value updates) {
        Value result = new Value("", x.type(), x.shape());
        return g.node(Op.SCATTER_ND, List.of(x, g.unsqueeze(rows, 1), updates), List.of(result), Map.of())
                .get(0);
    }
}

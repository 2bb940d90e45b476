package org.instagan.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.instagan.data.Sample;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.Gradients;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * The smallest family that trains: a generator is two linear maps of the pixels' channels, 1x1 convolutions without bias,
 * one for images and one for masks; its only loss is how far an image and the first of its masks are from themselves there
 * and back. It shares nothing with InstaGAN but the interface.
 */
public final class LinearFamily implements Family {
    private static final String TOTAL = "sum";
    private static final String CARRIED = "steps";

    private static String there(Domain x) {
        return x + ".there_and_back";
    }

    private static String output(Domain x, String what) {
        return x + "." + what;
    }

    @Override
    public int filters() {
        return 1;
    }

    @Override
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        losses.add(new Loss(TOTAL, Loss.Kind.TOTAL, Optional.empty(), 1, "both"));
        for (Domain x : Domain.values()) {
            losses.add(new Loss(there(x), Loss.Kind.DISTANCE, Optional.of(x), 1, x + " there and back"));
        }
        return losses;
    }

    @Override
    public Graph trainingStep(boolean exposed) {
        GraphBuilder g = new GraphBuilder("linear");
        Map<Domain, Value> images = new LinkedHashMap<>();
        Map<Domain, Value> masks = new LinkedHashMap<>();
        for (Domain x : Domain.values()) {
            images.put(x, input(g, output(x, "image"), 3));
            masks.put(x, input(g, output(x, "masks"), 1));
        }
        Value count = g.input(CARRIED, ElementType.FLOAT, Shape.of(1));
        Map<Direction, Net> nets = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            nets.put(direction, new Net(g, prefix(direction)));
        }
        List<Value> outputs = new ArrayList<>();
        Value loss = g.scalar(0);
        for (Domain x : Domain.values()) {
            Net forward = nets.get(Direction.from(x));
            Net back = nets.get(Direction.from(x.other()));
            Value image = forward.image(images.get(x));
            Value mask = forward.mask(masks.get(x));
            Value own =
                    g.add(distance(g, back.image(image), images.get(x)), distance(g, back.mask(mask), masks.get(x)));
            loss = g.add(loss, own);
            outputs.add(g.named(there(x), g.reshape(own, 1)));
            outputs.add(g.named(output(x, "fake_image"), image));
            outputs.add(g.named(output(x, "fake_masks"), mask));
        }
        outputs.add(g.named(CARRIED + ".next", g.add(count, 1)));
        Map<Value, Value> gradients = Gradients.of(g, loss, g.parameters());
        Accumulators accumulators = new Accumulators(g);
        accumulators.add(gradients);
        outputs.addAll(accumulators.outputs());
        return g.build(outputs);
    }

    private static Value distance(GraphBuilder g, Value a, Value b) {
        return g.reduceMean(g.unary(Op.ABS, g.sub(a, b)), false, 0, 1, 2, 3);
    }

    private static Value input(GraphBuilder g, String name, int channels) {
        return g.input(
                name,
                ElementType.FLOAT,
                Shape.of(Dim.symbol("N" + name), Dim.of(channels), Dim.symbol("H" + name), Dim.symbol("W" + name)));
    }

    /** Two linear maps. */
    private record Net(GraphBuilder g, Value imageWeight, Value maskWeight) {
        Net(GraphBuilder g, String prefix) {
            this(
                    g,
                    g.parameter(prefix + "image", Shape.of(3, 3, 1, 1)),
                    g.parameter(prefix + "mask", Shape.of(1, 1, 1, 1)));
        }

        Value image(Value x) {
            return g.conv(x, imageWeight, null, 1, 0);
        }

        Value mask(Value x) {
            return g.conv(x, maskWeight, null, 1, 0);
        }
    }

    @Override
    public Start start(long seed) {
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        for (Value p : trainingStep(false).parameters()) {
            FloatTensor w = FloatTensor.zeros(p.shape().sizes());
            for (int i = 0; i < w.data().length; i++) {
                w.data()[i] = i % 4 == 0 ? 0.5f : 0.1f;
            }
            weights.put(p.name(), w);
        }
        return new Start(NamedTensors.of(weights), Map.of(CARRIED, FloatTensor.zeros(1)));
    }

    /** One step an iteration: the first image with its first mask. */
    @Override
    public Feeder feeder(Feeder.Sequencing sequencing, Map<String, FloatTensor> first) {
        Map<String, FloatTensor> carried = new LinkedHashMap<>(first);
        return new Feeder() {
            @Override
            public Iteration begin(int epoch, int index, List<Sample> a, List<Sample> b) {
                Feed feed = new Feed();
                put(feed, Domain.A, a.get(0));
                put(feed, Domain.B, b.get(0));
                carried.forEach(feed::put);
                return new OneStep(feed, carried);
            }

            @Override
            public Map<String, FloatTensor> carried() {
                return Map.copyOf(carried);
            }
        };
    }

    private static final class OneStep implements Feeder.Iteration {
        private final Map<String, FloatTensor> carried;
        private Optional<Feed> feed;

        OneStep(Feed feed, Map<String, FloatTensor> carried) {
            this.feed = Optional.of(feed);
            this.carried = carried;
        }

        @Override
        public Optional<Feed> next() {
            Optional<Feed> next = feed;
            feed = Optional.empty();
            return next;
        }

        @Override
        public Set<Domain> take(Map<String, FloatTensor> outputs) {
            carried.put(CARRIED, outputs.get(CARRIED + ".next"));
            return EnumSet.allOf(Domain.class);
        }
    }

    private static void put(Feed feed, Domain x, Sample image) {
        long h = image.image().shape()[1];
        long w = image.image().shape()[2];
        feed.put(output(x, "image"), FloatTensor.of(image.image().data(), 1, 3, h, w));
        feed.put(output(x, "masks"), FloatTensor.of(image.masks().data(), image.instances(), 1, h, w));
    }

    @Override
    public Translation translation(Direction direction, Map<String, FloatTensor> outputs) {
        return new Translation(
                outputs.get(output(direction.source(), "fake_image")),
                outputs.get(output(direction.source(), "fake_masks")));
    }

    @Override
    public String prefix(Direction direction) {
        return "linear." + direction.name() + ".";
    }

    /** Features are the masks themselves. */
    @Override
    public Graph piece(Piece piece, Direction direction) {
        GraphBuilder g = new GraphBuilder(direction.name());
        Net net = new Net(g, prefix(direction));
        return switch (piece) {
            case SEQUENCE -> throw new IllegalArgumentException("not of this family");
            case WHOLE -> {
                Value image = input(g, "image", 3);
                Value masks = input(g, "masks", 1);
                g.input("mask_image", ElementType.INT64, Shape.of(Dim.symbol("M")));
                yield g.build(List.of(g.named("image_out", net.image(image)), g.named("masks_out", net.mask(masks))));
            }
            case MASK_ENCODER -> g.build(List.of(g.named("features", net.mask(input(g, "masks", 1)))));
            case STEP -> {
                Value image = input(g, "image", 3);
                Value imageRows = g.input("image_rows", ElementType.INT64, Shape.of(Dim.symbol("B")));
                Value features = input(g, "features", 1);
                Value featureRows = g.input("feature_rows", ElementType.INT64, Shape.of(Dim.symbol("M")));
                g.input("mask_image", ElementType.INT64, Shape.of(Dim.symbol("M")));
                yield g.build(List.of(
                        g.named("image_out", net.image(g.gather(image, imageRows))),
                        g.named("masks_out", g.identity(g.gather(features, featureRows)))));
            }
        };
    }
}

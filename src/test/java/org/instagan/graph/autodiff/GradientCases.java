package org.instagan.graph.autodiff;

import static org.instagan.graph.autodiff.GradientCase.Domain.ANY;
import static org.instagan.graph.autodiff.GradientCase.Domain.OFF_KINKS;
import static org.instagan.graph.autodiff.GradientCase.Domain.POSITIVE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.graph.Dim;
import org.instagan.graph.Op;
import org.instagan.graph.Order;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.GradientCase.Domain;
import org.instagan.graph.autodiff.GradientCase.Operand;
import org.instagan.model.layer.Normalization;

/** The table of gradient checks: for every operator with a rule, small graphs over its safe domain. */
final class GradientCases {
    private static final Dim N = Dim.symbol("N");
    private static final Dim M = Dim.symbol("M");
    private static final Dim H = Dim.multipleOf("H", 4);
    private static final Dim W = Dim.multipleOf("W", 4);

    private GradientCases() {}

    static List<GradientCase> all() {
        return Stream.of(unary(), binary(), convolutions(), transposed(), normalisation(), pads(), layout(), sums())
                .flatMap(List::stream)
                .toList();
    }

    private static GradientCase check(Op op, String what, GradientCase.Net net, Operand... operands) {
        return new GradientCase(op, what, net, List.of(operands));
    }

    private static Operand fixed(Domain domain, long... sizes) {
        return Operand.fixed(domain, sizes);
    }

    private static Operand images(Domain domain, long n, long c, long h, long w) {
        return new Operand(domain, Shape.of(N, Dim.of(c), H, W), n, c, h, w);
    }

    private static List<GradientCase> unary() {
        Operand x = new Operand(ANY, Shape.of(N, Dim.of(3)), 4, 3);
        Operand off = new Operand(OFF_KINKS, Shape.of(N, Dim.of(3)), 4, 3);
        List<GradientCase> out = new ArrayList<>();
        for (Op op : List.of(Op.NEG, Op.TANH, Op.SIGMOID, Op.SOFTPLUS)) {
            out.add(check(op, "smooth", (g, v) -> g.unary(op, v.get(0)), x));
        }
        for (Op op : List.of(Op.ABS, Op.RELU)) {
            out.add(check(op, "off its kink", (g, v) -> g.unary(op, v.get(0)), off));
        }
        out.add(check(Op.SQRT, "positive", (g, v) -> g.unary(Op.SQRT, v.get(0)), fixed(POSITIVE, 4, 3)));
        out.add(check(Op.LEAKY_RELU, "off its kink", (g, v) -> g.leakyRelu(v.get(0), 0.2), off));
        out.add(check(Op.IDENTITY, "of a symbolic shape", (g, v) -> g.identity(v.get(0)), x));
        out.add(check(
                Op.PASS_THROUGH,
                "nothing of what it waits for",
                (g, v) -> {
                    Value late = g.unary(Op.TANH, v.get(0));
                    return g.mul(Order.after(g, v.get(0), late), late);
                },
                x));
        out.add(check(Op.CLIP, "both bounds met", (g, v) -> g.clip(v.get(0), 0, 0.7), off));
        return out;
    }

    private static List<GradientCase> binary() {
        List<GradientCase> out = new ArrayList<>();
        for (Op op : List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV)) {
            GradientCase.Net net = (g, v) -> switch (op) {
                case ADD -> g.add(v.get(0), v.get(1));
                case SUB -> g.sub(v.get(0), v.get(1));
                case MUL -> g.mul(v.get(0), v.get(1));
                default -> g.div(v.get(0), v.get(1));
            };
            Operand rows = new Operand(POSITIVE, Shape.of(N, M), 3, 4);
            Operand planes = new Operand(POSITIVE, Shape.of(Dim.of(2), N, M), 2, 3, 4);
            out.add(check(op, "equal shapes", net, rows, rows));
            out.add(check(op, "an axis added", net, rows, planes));
            out.add(check(op, "an axis stretched", net, rows, new Operand(POSITIVE, Shape.of(N, Dim.of(1)), 3, 1)));
            out.add(check(op, "added and stretched", net, new Operand(POSITIVE, Shape.of(Dim.of(1), M), 1, 4), planes));
            out.add(check(op, "both stretched", net, fixed(POSITIVE, 3, 1), fixed(POSITIVE, 1, 4)));
            out.add(check(op, "a scalar", net, fixed(POSITIVE), rows));
        }
        out.add(check(Op.MUL, "a value used twice", (g, v) -> g.mul(v.get(0), v.get(0)), fixed(ANY, 5)));
        out.add(check(
                Op.WHERE,
                "either branch broadcast",
                (g, v) -> g.where(g.greater(g.constant(new float[] {1, -1, 2}, 3), g.scalar(0)), v.get(0), v.get(1)),
                fixed(ANY, 2, 3),
                fixed(ANY, 3)));
        return out;
    }

    private static List<GradientCase> convolutions() {
        List<GradientCase> out = new ArrayList<>();
        int[][] table = {
            // kernel, stride, pad, channels in, channels out
            {3, 1, 0, 3, 5},
            {3, 1, 1, 2, 4},
            {3, 2, 1, 2, 4},
            {4, 2, 1, 2, 3},
            {4, 1, 1, 3, 1},
            {7, 1, 0, 5, 3},
            {7, 1, 3, 3, 1},
            {7, 1, 0, 1, 6},
            {7, 1, 0, 3, 6}
        };
        for (int[] t : table) {
            String what = "%dx%d stride %d pad %d, %d to %d".formatted(t[0], t[0], t[1], t[2], t[3], t[4]);
            Operand x = images(ANY, 2, t[3], 8, 12);
            Operand w = fixed(ANY, t[4], t[3], t[0], t[0]);
            out.add(check(Op.CONV, what, (g, v) -> g.conv(v.get(0), v.get(1), null, t[1], t[2]), x, w));
            GradientCase.Net biased = (g, v) -> g.conv(v.get(0), v.get(1), v.get(2), t[1], t[2]);
            out.add(check(Op.CONV, what + ", bias", biased, x, w, fixed(ANY, t[4])));
        }
        out.add(check(
                Op.CONV,
                "after values that are made again",
                (g, v) -> {
                    Value normed = Normalization.FAST_TRAINING.apply(g, g.conv(v.get(0), v.get(1), null, 1, 1), 1e-5);
                    Value again = g.conv(g.reflectPad(normed, 1), v.get(2), null, 1, 0);
                    Value scaled = g.mul(again, g.reshape(v.get(3), 1, 2, 1, 1));
                    return g.conv(g.add(scaled, normed), v.get(2), null, 1, 0);
                },
                images(ANY, 2, 3, 8, 8),
                fixed(ANY, 2, 3, 3, 3),
                fixed(ANY, 2, 2, 3, 3),
                fixed(ANY, 2)));
        return out;
    }

    private static List<GradientCase> transposed() {
        List<GradientCase> out = new ArrayList<>();
        for (int[] t : new int[][] {{3, 2, 1, 1}, {4, 2, 1, 0}, {3, 1, 1, 0}}) {
            String what = "%dx%d stride %d pad %d output padding %d".formatted(t[0], t[0], t[1], t[2], t[3]);
            Operand x = images(ANY, 2, 3, 4, 8);
            Operand w = fixed(ANY, 3, 2, t[0], t[0]);
            out.add(check(
                    Op.CONV_TRANSPOSE,
                    what,
                    (g, v) -> g.convTranspose(v.get(0), v.get(1), null, t[1], t[2], t[3]),
                    x,
                    w));
            GradientCase.Net biased = (g, v) -> g.convTranspose(v.get(0), v.get(1), v.get(2), t[1], t[2], t[3]);
            out.add(check(Op.CONV_TRANSPOSE, what + ", bias", biased, x, w, fixed(ANY, 2)));
        }
        return out;
    }

    private static List<GradientCase> normalisation() {
        GradientCase.Net net = (g, v) -> g.instanceNormalization(v.get(0), 1e-5);
        GradientCase.Net fast = (g, v) -> Normalization.FAST_TRAINING.apply(g, v.get(0), 1e-5);
        return List.of(
                check(Op.BATCH_NORM_INTERNAL, "fixed", fast, fixed(ANY, 2, 3, 4, 5)),
                check(Op.BATCH_NORM_INTERNAL, "symbolic", fast, images(ANY, 3, 2, 8, 4)),
                check(Op.BATCH_NORM_INTERNAL, "one image, one channel", fast, images(ANY, 1, 1, 8, 8)),
                check(
                        Op.BATCH_NORM_INTERNAL,
                        "twice",
                        (g, v) -> fast.apply(g, List.of(g.unary(Op.TANH, fast.apply(g, v)))),
                        images(ANY, 2, 3, 4, 4)),
                check(Op.INSTANCE_NORMALIZATION, "fixed", net, fixed(ANY, 2, 3, 4, 5)),
                check(Op.INSTANCE_NORMALIZATION, "symbolic", net, images(ANY, 3, 2, 8, 4)),
                check(Op.INSTANCE_NORMALIZATION, "one image, one channel", net, images(ANY, 1, 1, 8, 8)));
    }

    private static List<GradientCase> pads() {
        List<GradientCase> out = new ArrayList<>();
        for (int[] t : new int[][] {{1, 4, 4}, {1, 8, 12}, {3, 4, 4}, {3, 8, 12}}) {
            String what = "reflecting %d around %dx%d".formatted(t[0], t[1], t[2]);
            out.add(check(Op.PAD, what, (g, v) -> g.reflectPad(v.get(0), t[0]), images(ANY, 2, 3, t[1], t[2])));
        }
        out.add(check(Op.PAD, "zeros", (g, v) -> g.zeroPad(v.get(0), 2), images(ANY, 2, 3, 4, 8)));
        out.add(check(Op.PAD, "reflecting 1 around 5x7", (g, v) -> g.reflectPad(v.get(0), 1), fixed(ANY, 1, 2, 5, 7)));
        return out;
    }

    private static List<GradientCase> layout() {
        Operand rows = new Operand(ANY, Shape.of(N, Dim.of(6)), 4, 6);
        Operand more = new Operand(ANY, Shape.of(M, Dim.of(6)), 3, 6);
        Shape split = Shape.of(N, Dim.of(2), Dim.of(3));
        return List.of(
                check(Op.RESHAPE, "symbolic", (g, v) -> g.reshape(v.get(0), split, g.int64s(-1, 2, 3)), rows),
                check(Op.UNSQUEEZE, "two axes", (g, v) -> g.unsqueeze(v.get(0), 0, 2), rows),
                check(Op.TRANSPOSE, "three axes", (g, v) -> g.transpose(v.get(0), 2, 0, 1), fixed(ANY, 2, 3, 4)),
                check(Op.CONCAT, "symbolic sizes", (g, v) -> g.concat(0, v), rows, more, fixed(ANY, 2, 6)),
                check(
                        Op.CONCAT,
                        "one part twice",
                        (g, v) -> g.concat(1, List.of(v.get(0), v.get(1), v.get(0))),
                        rows,
                        rows),
                check(Op.SLICE, "inner rows", (g, v) -> g.slice(v.get(0), 0, 1, 3, 1, Dim.of(2)), fixed(ANY, 4, 3)),
                check(
                        Op.SLICE,
                        "two halves, one of them twice",
                        (g, v) -> {
                            Value left = g.slice(v.get(0), 1, 0, 2, 1, Dim.of(2));
                            return g.add(g.mul(left, left), g.slice(v.get(0), 1, 2, 4, 1, Dim.of(2)));
                        },
                        fixed(ANY, 3, 4)),
                check(Op.GATHER, "rows repeated", (g, v) -> g.gather(v.get(0), g.int64s(2, 0, 2, 2, 1)), rows),
                check(Op.GATHER, "planes", (g, v) -> g.gather(v.get(0), g.int64s(1, 1, 0)), images(ANY, 2, 2, 4, 4)),
                check(
                        Op.EXPAND,
                        "stretched",
                        (g, v) -> g.expand(
                                v.get(0),
                                Shape.of(N, Dim.of(6)),
                                g.concat(0, List.of(g.sizeOf(v.get(0), 0), g.int64s(6)))),
                        new Operand(ANY, Shape.of(N, Dim.of(1)), 4, 1)));
    }

    private static List<GradientCase> sums() {
        Operand x = images(ANY, 2, 3, 4, 8);
        List<GradientCase> out = new ArrayList<>();
        for (int[] axes : new int[][] {{2, 3}, {0}, {1, 2, 3}, {0, 1, 2, 3}}) {
            for (boolean keep : new boolean[] {false, true}) {
                String what = "axes " + IntStream.of(axes).boxed().toList() + (keep ? " kept" : "");
                out.add(check(Op.REDUCE_SUM, what, (g, v) -> g.reduceSum(v.get(0), keep, axes), x));
                out.add(check(Op.REDUCE_MEAN, what, (g, v) -> g.reduceMean(v.get(0), keep, axes), x));
            }
        }
        GradientCase.Net product = (g, v) -> g.matmul(v.get(0), v.get(1));
        out.add(check(Op.MATMUL, "fixed", product, fixed(ANY, 3, 4), fixed(ANY, 4, 2)));
        Operand left = new Operand(ANY, Shape.of(N, M), 3, 4);
        out.add(check(Op.MATMUL, "symbolic", product, left, new Operand(ANY, Shape.of(M, Dim.of(5)), 4, 5)));
        out.add(check(
                Op.MATMUL,
                "of stacked matrices",
                product,
                new Operand(ANY, Shape.of(N, Dim.of(3), M), 2, 3, 4),
                new Operand(ANY, Shape.of(N, M, Dim.of(5)), 2, 4, 5)));
        GradientCase.Net square = (g, v) -> {
            Value both = g.add(v.get(0), g.transpose(v.get(0), 1, 0));
            return g.matmul(both, g.unary(Op.TANH, both));
        };
        out.add(check(Op.MATMUL, "a value used along four paths", square, fixed(ANY, 3, 3)));
        return out;
    }
}

package org.instagan.model.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.graph.Attribute;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * A convolution under spectral normalisation (arXiv 1802.05957) with one power iteration at every call. The weight is
 * the same at all K calls of a step, so the iterations run once, ahead, in a Scan, and give one sigma a call; and as
 * conv(x, W/sigma) = conv(x, W)/sigma, calls share one convolution and divide by their own sigma after it. Gradients
 * flow through sigma with u and v held constant.
 */
public final class SpectralNorm {
    private static final double EPSILON = 1e-12;

    private final Layers layers;
    private final Value weight;
    private final Optional<Value> bias;
    private final Value inverseSigma;
    private final Value lastU;
    private final Value lastV;

    /**
     * @param biased whether it has a bias
     * @param u the vector left by the step before, {@code [out]}
     * @param calls any float values {@code [K]}: one power iteration for each
     */
    public SpectralNorm(Layers layers, String name, int in, int out, int kernel, boolean biased, Value u, Value calls) {
        this.layers = layers;
        GraphBuilder g = layers.graph();
        weight = layers.parameters().get(name + ".weight_bar", out, in, kernel, kernel);
        bias = biased ? Optional.of(layers.parameters().get(name + ".bias", out)) : Optional.empty();
        long columns = (long) in * kernel * kernel;
        Value matrix = g.reshape(weight, out, columns);
        Dim k = calls.shape().dim(0);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("body", new Attribute.Subgraph(iteration(g.body(name + ".power"), name, matrix, out)));
        attributes.put("num_scan_inputs", new Attribute.Int(1));
        List<Value> scanned = g.node(
                Op.SCAN,
                List.of(g.reshape(u, 1, out), calls),
                List.of(
                        new Value("", ElementType.FLOAT, Shape.of(1, out)),
                        new Value("", ElementType.FLOAT, Shape.of(k, Dim.of(1), Dim.of(out))),
                        new Value("", ElementType.FLOAT, Shape.of(k, Dim.of(1), Dim.of(columns)))),
                attributes);
        Value us = g.reshape(scanned.get(1), Shape.of(k, Dim.of(out)), g.int64s(-1, out));
        Value vs = g.reshape(scanned.get(2), Shape.of(k, Dim.of(columns)), g.int64s(-1, columns));
        Value sigma = g.reduceSum(g.mul(g.matmul(us, matrix), vs), false, 1);
        inverseSigma = g.div(
                g.scalar(1), g.reshape(sigma, Shape.of(k, Dim.of(1), Dim.of(1), Dim.of(1)), g.int64s(-1, 1, 1, 1)));
        lastU = g.reshape(scanned.get(0), out);
        lastV = g.reshape(g.slice(vs, 0, -1, Long.MAX_VALUE, 1, Dim.of(1)), columns);
    }

    /** {@code x [N,in,H,W]}; {@code call} int64 {@code [N]}, or {@code [1]} for all: at which call each row comes. */
    public Value apply(Value x, Value call, int stride, int pad) {
        GraphBuilder g = layers.graph();
        Value scaled = g.mul(g.conv(x, weight, null, stride, pad), g.gather(inverseSigma, call));
        return bias.map(b -> g.add(scaled, g.reshape(b, 1, b.shape().dim(0).size(), 1, 1)))
                .orElse(scaled);
    }

    /** u after the last call, {@code [out]}. */
    public Value lastU() {
        return lastU;
    }

    /** v after the last call, {@code [in·k·k]}. */
    public Value lastV() {
        return lastV;
    }

    private static Graph iteration(GraphBuilder g, String name, Value matrix, long out) {
        Value u = g.input(name + ".power.u", ElementType.FLOAT, Shape.of(1, out));
        g.input(name + ".power.call", ElementType.FLOAT, Shape.of(new long[0]));
        Value v = normalised(g, g.matmul(u, matrix));
        Value next = normalised(g, g.matmul(v, g.transpose(matrix, 1, 0)));
        return g.build(List.of(next, g.identity(next), g.identity(v)));
    }

    private static Value normalised(GraphBuilder g, Value row) {
        Value length = g.unary(Op.SQRT, g.reduceSum(g.mul(row, row), true, 1));
        return g.div(row, g.add(length, EPSILON));
    }
}

package org.instagan.model.layer;

import java.util.SplittableRandom;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Dropout of one half (Srivastava et al. 2014). ONNX's operator draws from a generator that no checkpoint holds; here the
 * zeros and twos are an input of each step, which depends on seed and position alone, and every layer reads them from a
 * place of its own.
 */
public final class Dropout {
    /** The input: {@code [L]}, 0 or 2 each. */
    public static final String INPUT = "dropout";

    private static final int APART = 4099; // a prime: no layer's rows fall on another's
    private static final int PLACES = 256;

    private final GraphBuilder graph;
    private final Value noise;
    private int next;

    /** Declares the input. */
    public Dropout(GraphBuilder graph) {
        this.graph = graph;
        this.noise = graph.input(INPUT, ElementType.FLOAT, Shape.of(Dim.symbol("L")));
    }

    /** {@code x} of any shape, half of it 0 and the other half twice as large. */
    Value apply(Value x) {
        long place = (long) (next++ % PLACES) * APART;
        Value size = graph.reshape(graph.cast(graph.count(x), ElementType.INT64), 1);
        Value start = graph.int64s(place);
        Dim flat = Dim.symbol("flat" + x.shape());
        Value own = graph.slice(noise, 0, start, graph.add(start, size), flat);
        return graph.mul(x, graph.reshape(own, x.shape(), graph.shapeOf(x)));
    }

    /**
     * The input's value.
     *
     * @param elements of the largest value that passes through
     */
    public static float[] noise(long elements, SplittableRandom random) {
        float[] noise = new float[Math.toIntExact(elements + (long) PLACES * APART)];
        long bits = 0;
        for (int i = 0; i < noise.length; i++) {
            bits = i % Long.SIZE == 0 ? random.nextLong() : bits >>> 1;
            noise[i] = 2 * (bits & 1);
        }
        return noise;
    }
}

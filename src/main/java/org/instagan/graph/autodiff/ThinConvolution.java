package org.instagan.graph.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.instagan.graph.Dim;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Gradients of a convolution of stride 1 with few output channels, without ConvGrad: that lays all k·k shifts of x out
 * in memory, here only those of dy are, which is as many times smaller as dy has fewer channels. At 128 to 3 channels,
 * 7×7 and 200×200, 17 ms on CPU instead of 184 ms.
 */
final class ThinConvolution {
    private static final long MOST_CHANNELS = 4;

    private final GraphBuilder graph;
    private final Value weight;
    private final int kernel;
    private final int pad;

    /** @param weight {@code [O,C,k,k]} */
    ThinConvolution(GraphBuilder graph, Value weight, int pad) {
        this.graph = graph;
        this.weight = weight;
        this.kernel = Math.toIntExact(weight.shape().dim(2).size());
        this.pad = pad;
    }

    static boolean fits(Value weight, int stride, int pad) {
        Shape shape = weight.shape();
        return stride == 1
                && shape.dim(0).size() <= MOST_CHANNELS
                && shape.dim(1).size() > MOST_CHANNELS
                && pad < shape.dim(2).size();
    }

    /** A convolution of dy with the weight turned about, input and output channels exchanged. */
    Value inputGradient(Value dy) {
        Value turned = graph.transpose(reversed(reversed(weight, 2), 3), 1, 0, 2, 3);
        return graph.conv(dy, turned, null, 1, kernel - 1 - pad);
    }

    private Value reversed(Value x, int axis) {
        return graph.slice(x, axis, -1, Long.MIN_VALUE, -1, x.shape().dim(axis));
    }

    /** The products of x with dy moved by each of the kernel's offsets: one matrix product an image. */
    Value weightGradient(Value x, Value dy) {
        long out = weight.shape().dim(0).size();
        long in = weight.shape().dim(1).size();
        Dim batch = x.shape().dim(0);
        Dim flat = Dim.symbol("flat" + x.shape().dim(2) + "," + x.shape().dim(3));
        Value moved = graph.concat(1, moved(dy, x.shape()));
        Dim rows = Dim.of((long) kernel * kernel * out);
        Value left = graph.reshape(moved, Shape.of(batch, rows, flat), graph.int64s(0, rows.size(), -1));
        Value right = graph.reshape(x, Shape.of(batch, Dim.of(in), flat), graph.int64s(0, in, -1));
        Value sum = graph.reduceSum(graph.matmul(left, graph.transpose(right, 0, 2, 1)), false, 0);
        return graph.transpose(graph.reshape(sum, kernel, kernel, out, in), 2, 3, 0, 1);
    }

    /** For each offset, dy at the places of x that it met there, zero where there were none: the axes of x. */
    private List<Value> moved(Value dy, Shape x) {
        Value padded = graph.zeroPad(dy, kernel - 1);
        List<Value> all = new ArrayList<>();
        for (int i = 0; i < kernel; i++) {
            Value row = window(padded, 2, i, x.dim(2));
            for (int j = 0; j < kernel; j++) {
                all.add(window(row, 3, j, x.dim(3)));
            }
        }
        return all;
    }

    private Value window(Value padded, int axis, int offset, Dim size) {
        long behind = (long) pad + offset;
        return graph.slice(padded, axis, kernel - 1L + pad - offset, behind == 0 ? Long.MAX_VALUE : -behind, 1, size);
    }
}

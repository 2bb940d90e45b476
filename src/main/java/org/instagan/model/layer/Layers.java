package org.instagan.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.instagan.graph.Dim;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/** The layers of the CycleGAN family, over one graph and its parameters. */
public record Layers(GraphBuilder graph, Parameters parameters, Normalization normalization) {
    static final double NORM_EPSILON = 1e-5;

    /** Layers of ONNX's own operators. */
    public Layers(GraphBuilder graph, Parameters parameters) {
        this(graph, parameters, Normalization.PLAIN);
    }

    /** {@code x [N,C,H,W]} to {@code [N,out,H',W']}. */
    public Value conv(Value x, String name, int out, int kernel, int stride, int pad) {
        long in = x.shape().dim(1).size();
        Value weight = parameters.get(name + ".weight", out, in, kernel, kernel);
        return graph.conv(x, weight, parameters.get(name + ".bias", out), stride, pad);
    }

    /** Kernel 3, stride 2: {@code [N,C,H,W]} to {@code [N,out,2H,2W]}. */
    public Value upConv(Value x, String name, int out) {
        long in = x.shape().dim(1).size();
        Value weight = parameters.get(name + ".weight", in, out, 3, 3);
        return graph.convTranspose(x, weight, parameters.get(name + ".bias", out), 2, 1, 1);
    }

    /**
     * {@link #upConv} of the concatenation of {@code xs} along the channels, as one summand for each of them; the bias
     * is in the last.
     */
    public List<Value> upConvParts(List<Value> xs, String name, int out) {
        long in = xs.stream().mapToLong(x -> x.shape().dim(1).size()).sum();
        Value weight = parameters.get(name + ".weight", in, out, 3, 3);
        Value bias = parameters.get(name + ".bias", out);
        List<Value> parts = new ArrayList<>();
        long start = 0;
        for (Value x : xs) {
            Dim channels = x.shape().dim(1);
            Value rows = graph.slice(weight, 0, start, start + channels.size(), 1, channels);
            start += channels.size();
            parts.add(graph.convTranspose(x, rows, start == in ? bias : null, 2, 1, 1));
        }
        return parts;
    }

    public Value norm(Value x) {
        return normalization.apply(graph, x, NORM_EPSILON);
    }

    public Value normRelu(Value x) {
        return graph.unary(Op.RELU, norm(x));
    }

    public Value leaky(Value x) {
        return graph.leakyRelu(x, 0.2);
    }

    /** {@code x + (pad, conv, norm, ReLU, pad, conv, norm)}, width kept. */
    public Value residual(Value x, String name) {
        int width = Math.toIntExact(x.shape().dim(1).size());
        Value first = normRelu(conv(graph.reflectPad(x, 1), name + ".conv_block.1", width, 3, 1, 0));
        Value second = norm(conv(graph.reflectPad(first, 1), name + ".conv_block.5", width, 3, 1, 0));
        return graph.add(x, second);
    }
}

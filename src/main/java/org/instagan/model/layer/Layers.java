package org.instagan.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.instagan.graph.Dim;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Value;

/** The layers of the CycleGAN family, over one graph and its parameters. */
public record Layers(
        GraphBuilder graph,
        Parameters parameters,
        Design design,
        Normalization normalization,
        Optional<Dropout> dropout) {
    static final double NORM_EPSILON = 1e-5;

    /** Layers of ONNX's own operators, as a trained network has them. */
    public Layers(GraphBuilder graph, Parameters parameters, Design design) {
        this(graph, parameters, design, Normalization.PLAIN, Optional.empty());
    }

    /** {@code x [N,C,H,W]} to {@code [N,out,H',W']}, as the last layer of a network: nothing normalises it. */
    public Value conv(Value x, String name, int out, int kernel, int stride, int pad) {
        return conv(x, name, out, kernel, stride, pad, true);
    }

    private Value conv(Value x, String name, int out, int kernel, int stride, int pad, boolean biased) {
        long in = x.shape().dim(1).size();
        Value weight = parameters.get(name + ".weight", out, in, kernel, kernel);
        return graph.conv(x, weight, biased ? parameters.get(name + ".bias", out) : null, stride, pad);
    }

    /** The bias of a convolution that a normalisation follows; null where that has its own. */
    private Value bias(String name, int out) {
        return hasBiasBeforeNorm() ? parameters.get(name + ".bias", out) : null;
    }

    /** Whether a convolution that a normalisation follows has a bias of its own. */
    public boolean hasBiasBeforeNorm() {
        return design.norm().leavesBias();
    }

    /** Convolution, normalisation and ReLU, which stand at {@code place} and behind it in the network of that prefix. */
    public Value convNormRelu(Value x, String prefix, int place, int out, int kernel, int stride, int pad) {
        String name = prefix + place;
        return normRelu(conv(x, name, out, kernel, stride, pad, hasBiasBeforeNorm()), prefix + (place + 1));
    }

    /** The same with {@link #upConv}. */
    public Value upConvNormRelu(Value x, String prefix, int place, int out) {
        return normRelu(upConv(x, prefix + place, out), prefix + (place + 1));
    }

    /** Kernel 3, stride 2: {@code [N,C,H,W]} to {@code [N,out,2H,2W]}. */
    public Value upConv(Value x, String name, int out) {
        long in = x.shape().dim(1).size();
        Value weight = parameters.get(name + ".weight", in, out, 3, 3);
        return graph.convTranspose(x, weight, bias(name, out), 2, 1, 1);
    }

    /**
     * {@link #upConv} of the concatenation of {@code xs} along the channels, as one summand for each of them; the bias
     * is in the last.
     */
    public List<Value> upConvParts(List<Value> xs, String name, int out) {
        long in = xs.stream().mapToLong(x -> x.shape().dim(1).size()).sum();
        Value weight = parameters.get(name + ".weight", in, out, 3, 3);
        Value bias = bias(name, out);
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

    /** The normalisation that the network has under that name. */
    public Value norm(Value x, String name) {
        if (design.norm() == Norm.NONE) {
            return x;
        }
        Value y = normalization.apply(graph, x, NORM_EPSILON);
        if (design.norm() == Norm.INSTANCE) {
            return y;
        }
        long channels = x.shape().dim(1).size();
        declareNorm(name, channels);
        Value scale = graph.reshape(parameters.get(name + ".weight", channels), 1, channels, 1, 1);
        Value shift = graph.reshape(parameters.get(name + ".bias", channels), 1, channels, 1, 1);
        return graph.add(graph.mul(y, scale), shift);
    }

    /** Makes the parameters of a normalisation, if it has any, before it is applied. */
    public void declareNorm(String name, long channels) {
        if (design.norm() == Norm.BATCH) {
            parameters.get(name + ".weight", channels);
            parameters.get(name + ".bias", channels);
        }
    }

    public Value normRelu(Value x, String name) {
        return graph.unary(Op.RELU, norm(x, name));
    }

    public Value leaky(Value x) {
        return graph.leakyRelu(x, 0.2);
    }

    /** {@code x + (pad, conv, norm, ReLU, dropout, pad, conv, norm)}, width kept. */
    public Value residual(Value x, String name) {
        int width = Math.toIntExact(x.shape().dim(1).size());
        String block = name + ".conv_block.";
        Value first = convNormRelu(graph.reflectPad(x, 1), block, 1, width, 3, 1, 0);
        int second = design.dropout() ? 6 : 5; // the place of the layer that is between them
        Value dropped = dropout.map(d -> d.apply(first)).orElse(first);
        String last = block + second;
        Value y = conv(graph.reflectPad(dropped, 1), last, width, 3, 1, 0, hasBiasBeforeNorm());
        return graph.add(x, norm(y, block + (second + 1)));
    }

    /** {@code image [B,3,H,W]} as networks see it: {@code [B,channels,H,W]}. */
    public Value seen(Value image) {
        if (design.channels() == 3) {
            return image;
        }
        // ITU-R BT.601, as the authors weigh them.
        Value weights = graph.constant(new float[] {0.299f, 0.587f, 0.114f}, 1, 3, 1, 1);
        return graph.reduceSum(graph.mul(image, weights), true, 1);
    }

    /** What networks made, {@code [B,channels,H,W]}, as an image {@code [B,3,H,W]}. */
    public Value shown(Value made) {
        return design.channels() == 3 ? made : graph.concat(1, List.of(made, made, made));
    }
}

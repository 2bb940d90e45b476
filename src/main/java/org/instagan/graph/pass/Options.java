package org.instagan.graph.pass;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.instagan.graph.Graph;
import org.instagan.graph.Op;

/**
 * What stays in FP32. Names are globs: {@code *} is any text, {@code ?} any one character.
 *
 * @param ops operators kept in FP32
 * @param names nodes kept in FP32: a glob fits one of the node's results, or one of the parameters and constants that
 *     it reads ({@code *.decoder_img.7.*})
 * @param interfaces inputs and outputs that are float32; the others are float16
 */
public record Options(Set<Op> ops, List<String> names, List<String> interfaces) {
    /**
     * Normalisation, whose epsilon of 1e-5 is no normal number in FP16; sums, which grow with the number of masks, and
     * the mean that tells an empty mask; and the last Tanh, so that an image is rounded nowhere between steps.
     */
    private static final Set<Op> SENSITIVE =
            Set.of(Op.INSTANCE_NORMALIZATION, Op.MATMUL, Op.REDUCE_MEAN, Op.REDUCE_SUM, Op.TANH);

    public Options {
        ops = Set.copyOf(ops);
        names = List.copyOf(names);
        interfaces = List.copyOf(interfaces);
    }

    /** Inputs and outputs stay float32. */
    public static Options defaults() {
        return new Options(SENSITIVE, List.of(), List.of("*"));
    }

    /** Inputs and outputs are float32. */
    public Options withFloatInterfaces() {
        return new Options(ops, names, List.of("*"));
    }

    /** Inputs and outputs are float16 but for {@code image} and {@code image_out}, which go from step to step. */
    public Options withHalfInterfaces() {
        return new Options(ops, names, List.of("image", "image_out"));
    }

    /** These operators in FP32 too. */
    public Options keepingOps(Set<Op> more) {
        Set<Op> all = new HashSet<>(ops);
        all.addAll(more);
        return new Options(all, names, interfaces);
    }

    /** The nodes that these globs fit in FP32 too. */
    public Options keepingNames(List<String> globs) {
        List<String> all = new ArrayList<>(names);
        all.addAll(globs);
        return new Options(ops, all, interfaces);
    }

    /** The globs of {@code names} that fit no node of any of these graphs: misspelt, most likely. */
    public List<String> unused(List<Graph> graphs) {
        List<NodeNames> names = graphs.stream().map(NodeNames::new).toList();
        return names().stream()
                .filter(glob -> names.stream().noneMatch(n -> n.fitsAny(new Glob(glob))))
                .toList();
    }
}

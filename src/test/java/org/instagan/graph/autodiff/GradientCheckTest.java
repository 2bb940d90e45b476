package org.instagan.graph.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.instagan.graph.Attribute;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Order;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.GradientCase.Derivative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator: a gradient that agrees with finite differences, a zero by definition, or a refusal by name. */
class GradientCheckTest {
    /**
     * Of the gradient's length. Float32 differences are right to about 1e-4 of it (a wrong rule is off by its whole
     * size), and convolutions sum hundreds of products.
     */
    private static final double TOLERANCE = 1e-3;

    private static final long SEED = Long.getLong("gradient.seed", 20261123L);

    private static final Map<Op, BiFunction<GraphBuilder, Value, Value>> ZERO = zeros();

    private static final Set<Op> REFUSED = EnumSet.of(
            Op.BATCH_NORMALIZATION,
            Op.BATCH_NORMALIZATION_GRAD,
            Op.CONV_GRAD,
            Op.GATHER_GRAD,
            Op.IN_PLACE_ACCUMULATOR,
            Op.LEAKY_RELU_GRAD,
            Op.LOOP,
            Op.REDUCE_MAX,
            Op.SCATTER_ND,
            Op.QUANTIZE_LINEAR,
            Op.DEQUANTIZE_LINEAR,
            Op.RELU_GRAD);

    static List<GradientCase> cases() {
        return GradientCases.all();
    }

    static Set<Op> refused() {
        return REFUSED;
    }

    static Set<Op> zero() {
        return ZERO.keySet();
    }

    /** All operands at once, then each alone: rules leave out what nobody asked for. */
    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithFiniteDifferences(GradientCase checked) throws Exception {
        List<Integer> all =
                IntStream.range(0, checked.operands().size()).boxed().toList();
        assertThat(checked.graph(List.of()).nodes()).anyMatch(n -> n.op() == checked.op());
        List<List<Integer>> subsets = new ArrayList<>(List.of(all));
        if (all.size() > 1) {
            all.forEach(i -> subsets.add(List.of(i)));
        }
        for (List<Integer> wanted : subsets) {
            for (Derivative d : checked.derivatives(wanted, SEED)) {
                assertThat(d.analytic())
                        .as("%s: operand %d of %s, seed %d", checked, d.operand(), wanted, SEED)
                        .isCloseTo(d.numeric(), within(TOLERANCE * d.scale()));
                assertThat(d.scale())
                        .as("%s: a gradient that is not 0", checked)
                        .isPositive();
            }
        }
    }

    @Test
    void everyOperatorIsCoveredOnce() {
        EnumSet<Op> checked = EnumSet.noneOf(Op.class);
        cases().forEach(c -> checked.add(c.op()));
        List<Op> listed =
                Stream.of(checked, zero(), refused()).flatMap(Set::stream).toList();
        assertThat(listed).containsExactlyInAnyOrder(Op.values());
    }

    @ParameterizedTest
    @MethodSource("zero")
    void saysThatNothingFlowsThrough(Op op) {
        GraphBuilder g = new GraphBuilder("zero");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(2));
        Value y = g.cast(ZERO.get(op).apply(g, x), ElementType.FLOAT);
        assertThat(g.nodes()).anyMatch(n -> n.op() == op);
        Value loss = g.reduceSum(y, false, 0);
        assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gradient: the loss does not depend on x FLOAT[2]");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesByName(Op op) {
        GraphBuilder g = new GraphBuilder("refused");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(2));
        Value y = g.node(op, List.of(x), List.of(new Value("y", ElementType.FLOAT, Shape.of(2))), Map.of())
                .get(0);
        Value loss = g.reduceSum(y, false, 0);
        assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(op.onnxName() + " 'y': it has no gradient here; keep it off the path to a loss");
    }

    @Test
    void refusesALossOfSeveralElements() {
        GraphBuilder g = new GraphBuilder("wide");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(2));
        assertThatThrownBy(() -> Gradients.of(g, x, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gradient: expected a loss of one element, got x FLOAT[2]");
    }

    private static Map<Op, BiFunction<GraphBuilder, Value, Value>> zeros() {
        Map<Op, BiFunction<GraphBuilder, Value, Value>> zeros = new EnumMap<>(Op.class);
        zeros.put(Op.CAST, (g, x) -> g.cast(x, ElementType.INT64));
        zeros.put(Op.EQUAL, (g, x) -> g.equal(x, g.scalar(1)));
        zeros.put(Op.GREATER, (g, x) -> g.greater(x, g.scalar(1)));
        zeros.put(Op.GROUP, (g, x) -> Order.all(g, List.of(x, x)));
        zeros.put(Op.SIGN, (g, x) -> g.unary(Op.SIGN, x));
        zeros.put(
                Op.SHAPE,
                (g, x) -> g.cast(
                        g.node(Op.SHAPE, List.of(x), List.of(new Value("", ElementType.INT64, Shape.of(1))), Map.of())
                                .get(0),
                        ElementType.FLOAT));
        zeros.put(Op.SIZE, (g, x) -> g.unsqueeze(g.count(x), 0));
        zeros.put(Op.RANGE, (g, x) -> {
            Value limit = g.cast(g.reduceSum(x, false, 0), ElementType.INT64);
            Value result = new Value("", ElementType.INT64, Shape.of(Dim.symbol("R")));
            return g.node(Op.RANGE, List.of(limit, limit, limit), List.of(result), Map.of())
                    .get(0);
        });
        zeros.put(Op.NON_ZERO, (g, x) -> {
            Value result = new Value("", ElementType.INT64, Shape.of(2));
            return g.node(Op.NON_ZERO, List.of(x), List.of(result), Map.of()).get(0);
        });
        zeros.put(Op.SCAN, (g, x) -> {
            GraphBuilder body = new GraphBuilder("body");
            Value state = body.input("state", ElementType.FLOAT, Shape.of(2));
            Attribute subgraph = new Attribute.Subgraph(body.build(List.of(body.identity(state))));
            Value result = new Value("", ElementType.FLOAT, Shape.of(2));
            return g.node(Op.SCAN, List.of(x), List.of(result), Map.of("body", subgraph))
                    .get(0);
        });
        return zeros;
    }
}

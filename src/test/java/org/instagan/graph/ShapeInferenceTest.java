package org.instagan.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {
    private GraphBuilder g;
    private Value x;

    @BeforeEach
    void images() {
        g = new GraphBuilder("shapes");
        x = g.input(
                "x",
                ElementType.FLOAT,
                Shape.of(Dim.symbol("N"), Dim.of(3), Dim.multipleOf("H", 4), Dim.multipleOf("W", 4)));
    }

    @Test
    void theGeneratorsStridesHalveAndDoubleExactly() {
        Value first = g.conv(g.reflectPad(x, 3), weight("w1", 8, 3, 7), null, 1, 0);
        Value half = g.conv(first, weight("w2", 8, 8, 3), null, 2, 1);
        Value quarter = g.conv(half, weight("w3", 8, 8, 3), null, 2, 1);
        Value same = g.conv(g.reflectPad(quarter, 1), weight("w4", 8, 8, 3), null, 1, 0);
        Value doubled = g.convTranspose(same, weight("w5", 8, 4, 3), null, 2, 1, 1);
        Value back = g.convTranspose(doubled, weight("w6", 4, 2, 3), null, 2, 1, 1);
        assertThat(first.shape()).hasToString("[N,8,H,W]");
        assertThat(half.shape()).hasToString("[N,8,H/2,W/2]");
        assertThat(quarter.shape()).hasToString("[N,8,H/4,W/4]");
        assertThat(same.shape()).isEqualTo(quarter.shape());
        assertThat(doubled.shape()).hasToString("[N,4,H/2,W/2]");
        assertThat(back.shape()).isEqualTo(x.shape().with(1, Dim.of(2)));
    }

    @Test
    void theDiscriminatorsKernelsLoseAPixel() {
        Value one = g.conv(x, weight("w1", 8, 3, 4), null, 2, 1);
        Value two = g.conv(one, weight("w2", 1, 8, 4), null, 1, 1);
        assertThat(two.shape()).hasToString("[N,1,H/2-1,W/2-1]");
        Value fixed = g.input("fixed", ElementType.FLOAT, Shape.of(1, 3, 25, 24));
        assertThat(g.conv(fixed, weight("w3", 8, 3, 4), null, 2, 1).shape()).isEqualTo(Shape.of(1, 8, 12, 12));
    }

    @Test
    void batchesAddUp() {
        Value other = g.input("other", ElementType.FLOAT, x.shape().with(0, Dim.symbol("M")));
        assertThat(g.concat(0, List.of(x, x)).shape().dim(0)).hasToString("2*N");
        assertThat(g.concat(0, List.of(x, other)).shape().dim(0)).hasToString("N+M");
        assertThat(g.concat(1, List.of(x, x)).shape()).hasToString("[N,6,H,W]");
    }

    @Test
    void reductionsDropOrKeepTheirAxes() {
        assertThat(g.reduceMean(x, false, 1, 2, 3).shape()).hasToString("[N]");
        assertThat(g.reduceSum(x, true, 2, 3).shape()).hasToString("[N,3,1,1]");
        assertThat(g.unsqueeze(g.reduceSum(x, false, 0), 0).shape()).hasToString("[1,3,H,W]");
        assertThat(g.transpose(x, 0, 2, 3, 1).shape()).hasToString("[N,H,W,3]");
    }

    @Test
    void refusesOperandsThatDoNotFit() {
        refuses(
                "Conv: expected as many channels in X as in W's axis 1, got [x FLOAT[N,3,H,W], w FLOAT[8,4,3,3]]",
                () -> g.conv(x, weight("w", 8, 4, 3), null, 1, 1));
        refuses(
                "ConvTranspose: expected as many channels in X as in W's axis 0, got [x FLOAT[N,3,H,W], v FLOAT[4,8,3,3]]",
                () -> g.convTranspose(x, weight("v", 4, 8, 3), null, 2, 1, 1));
        refuses(
                "Add: expected shapes that broadcast, got [N,3,H,W] and [2]",
                () -> g.add(x, g.constant(new float[] {1, 2}, 2)));
        refuses(
                "Concat: expected shapes equal but for axis 0, got [x FLOAT[N,3,H,W], u FLOAT[4,8,3,3]]",
                () -> g.concat(0, List.of(x, weight("u", 4, 8, 3))));
        refuses("MatMul: expected [n,k] and [k,m], got [a FLOAT[2,3], a FLOAT[2,3]]", () -> {
            Value a = g.input("a", ElementType.FLOAT, Shape.of(2, 3));
            g.matmul(a, a);
        });
        refuses("Tanh: expected a FLOAT operand, got [m INT64[2]]", () -> {
            g.unary(Op.TANH, g.input("m", ElementType.INT64, Shape.of(2)));
        });
        refuses("Graph 'shapes': the name 'x' is taken", () -> g.input("x", ElementType.BOOL, Shape.of(1)));
    }

    @Test
    void aSymbolHasNoSizeYet() {
        assertThatThrownBy(() -> x.shape().sizes())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Dimension N: its size is known only at run time");
        assertThat(Dim.symbol("K").over(2)).hasToString("floor((K)/2)");
    }

    private Value weight(String name, long out, long in, long kernel) {
        return g.parameter(name, Shape.of(out, in, kernel, kernel));
    }

    private static void refuses(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void valuesOfAnotherGraphAreRefusedWhateverTheirNames() {
        GraphBuilder other = new GraphBuilder("shapes");
        Value same = other.input("x", x.type(), x.shape());
        assertThat(same).isEqualTo(x);
        assertThatThrownBy(() -> g.add(x, same))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("Add: expected values of graph 'shapes', got " + same + " of another graph");
        assertThatThrownBy(() -> g.build(List.of(same))).hasMessageStartingWith("Outputs: expected values of graph");
        GraphBuilder body = g.body("body");
        body.build(List.of(body.add(body.input("y", x.type(), x.shape()), x)));
        assertThatThrownBy(() -> g.body("second").add(same, same)).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.instagan.graph.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.autodiff.GradientCase.Domain;
import org.instagan.graph.autodiff.GradientCase.Operand;
import org.instagan.model.layer.Normalization;
import org.instagan.platform.ort.GraphRun;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

/** The faster formulations against the plain ones, to 1e-5 of the gradient's length: float32 in another order. */
class FastRulesTest {
    private static final long SEED = 20261123;

    private final GraphBuilder g = new GraphBuilder("fast");
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void thinConvolutionsAgreeWithConvGrad() throws Exception {
        Value x = g.input("x", ElementType.FLOAT, Shape.of(2, 16, 30, 22));
        Value w = g.input("w", ElementType.FLOAT, Shape.of(3, 16, 7, 7));
        Value y = g.conv(x, w, null, 1, 0);
        Value dy = g.input("dy", ElementType.FLOAT, y.shape());
        Map<Value, Value> fast = gradients(y, dy, List.of(x, w));
        List<Value> plain = g.node(
                Op.CONV_GRAD,
                List.of(dy, x, w),
                List.of(x, w).stream()
                        .map(v -> new Value("", v.type(), v.shape()))
                        .toList(),
                GraphBuilder.convAttributes(7, 1, 0));
        agree(List.of(x, w, dy), List.of(fast.get(x), fast.get(w)), plain);
    }

    @Test
    void batchNormalisationAgreesWithInstanceNormalisation() throws Exception {
        Value x = g.input("x", ElementType.FLOAT, Shape.of(2, 3, 20, 30));
        Value dy = g.input("dy", ElementType.FLOAT, x.shape());
        Value fast = Normalization.FAST_TRAINING.apply(g, x, 1e-5);
        Value plain = Normalization.PLAIN.apply(g, x, 1e-5);
        Value dFast = gradients(fast, dy, List.of(x)).get(x);
        Value dPlain = gradients(plain, dy, List.of(x)).get(x);
        agree(List.of(x, dy), List.of(fast, dFast), List.of(plain, dPlain));
    }

    private Map<Value, Value> gradients(Value y, Value dy, List<Value> wanted) {
        return Gradients.of(g, g.reduceSum(g.mul(y, dy), false, 0, 1, 2, 3), wanted);
    }

    private void agree(List<Value> inputs, List<Value> fast, List<Value> plain) throws Exception {
        List<Value> outputs = new ArrayList<>(fast);
        outputs.addAll(plain);
        Map<String, FloatTensor> feed = new HashMap<>();
        inputs.forEach(v ->
                feed.put(v.name(), Operand.fixed(Domain.ANY, v.shape().sizes()).draw(random)));
        try (GraphRun run = new GraphRun(g.build(outputs))) {
            Map<String, FloatTensor> results = run.run(feed);
            for (int i = 0; i < fast.size(); i++) {
                float[] a = results.get(fast.get(i).name()).data();
                float[] b = results.get(plain.get(i).name()).data();
                assertThat(distance(a, b)).as("%s, seed %d", plain.get(i), SEED).isLessThan(1e-5);
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        double off = 0;
        double length = 0;
        for (int i = 0; i < b.length; i++) {
            off += (a[i] - (double) b[i]) * (a[i] - (double) b[i]);
            length += (double) b[i] * b[i];
        }
        return Math.sqrt(off / length);
    }
}

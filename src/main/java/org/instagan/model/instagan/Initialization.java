package org.instagan.model.instagan;

import java.util.random.RandomGenerator;
import org.instagan.weights.FloatTensor;

/**
 * How the generators' convolutions begin, by the names and formulas of the authors' {@code init_type}; biases are 0.
 *
 * @param gain the deviation of NORMAL; the factor of XAVIER and ORTHOGONAL; KAIMING has none
 */
public record Initialization(Kind kind, double gain) {
    /** The authors' default. */
    public static final Initialization USUAL = new Initialization(Kind.NORMAL, 0.02);

    /** Which distribution. */
    public enum Kind {
        /** Independent, of deviation {@code gain}. */
        NORMAL,
        /** Independent, of variance {@code gain² · 2 / (fan-in + fan-out)} (Glorot and Bengio 2010). */
        XAVIER,
        /** Independent, of variance {@code 2 / fan-in} (He et al. 2015). */
        KAIMING,
        /** {@code gain} times a matrix of orthonormal rows or columns, whichever are fewer (Saxe et al. 2013). */
        ORTHOGONAL
    }

    /** @param shape {@code [a,b,kH,kW]}; as in PyTorch fan-in is {@code b·kH·kW}, a transposed convolution's too */
    FloatTensor of(long[] shape, RandomGenerator random) {
        double field = (double) shape[2] * shape[3];
        double fanIn = shape[1] * field;
        double fanOut = shape[0] * field;
        return switch (kind) {
            case NORMAL -> normal(shape, gain, random);
            case XAVIER -> normal(shape, gain * Math.sqrt(2 / (fanIn + fanOut)), random);
            case KAIMING -> normal(shape, Math.sqrt(2 / fanIn), random);
            case ORTHOGONAL -> orthogonal(shape, random);
        };
    }

    private static FloatTensor normal(long[] shape, double deviation, RandomGenerator random) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (random.nextGaussian() * deviation);
        }
        return tensor;
    }

    private FloatTensor orthogonal(long[] shape, RandomGenerator random) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        int rows = Math.toIntExact(shape[0]);
        int columns = tensor.data().length / rows;
        double[][] vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
        for (int i = 0; i < tensor.data().length; i++) {
            int row = i / columns;
            int column = i % columns;
            tensor.data()[i] = (float) (gain * (rows <= columns ? vectors[row][column] : vectors[column][row]));
        }
        return tensor;
    }

    /** Random vectors, each without what it shares with those before it; twice, since rounding leaves some the first time. */
    private static double[][] orthonormal(int count, int length, RandomGenerator random) {
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < length; k++) {
                vectors[i][k] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    double shared = dot(vectors[i], vectors[j]);
                    for (int k = 0; k < length; k++) {
                        vectors[i][k] -= shared * vectors[j][k];
                    }
                }
            }
            double size = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int k = 0; k < length; k++) {
                vectors[i][k] /= size;
            }
        }
        return vectors;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}

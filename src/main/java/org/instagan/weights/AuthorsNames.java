package org.instagan.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** State dicts of the authors' networks, whose parameters have the same names here. */
public final class AuthorsNames {
    private static final String PARALLEL = "module.";
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";
    private static final String BAR = ".weight_bar";
    private static final String U = ".weight_u";
    private static final String V = ".weight_v";
    private static final double EPSILON = 1e-12; // the authors'

    /** Of batch normalisation, and of instance normalisation before PyTorch 0.4. */
    private static final Set<String> BUFFERS = Set.of("running_mean", "running_var", "num_batches_tracked");

    private AuthorsNames() {}

    /** Without {@code DataParallel}'s prefix, and without the buffers that say nothing. */
    public static Map<String, FloatTensor> plain(Map<String, FloatTensor> stateDict) {
        boolean parallel = stateDict.keySet().stream().allMatch(name -> name.startsWith(PARALLEL));
        Map<String, FloatTensor> plain = new LinkedHashMap<>();
        stateDict.forEach((name, tensor) -> {
            if (!BUFFERS.contains(name.substring(name.lastIndexOf('.') + 1))) {
                plain.put(parallel ? name.substring(PARALLEL.length()) : name, tensor);
            }
        });
        return plain;
    }

    /**
     * With what the authors' networks have besides: of each layer under spectral normalisation the vector {@code weight_v},
     * of length 1, that its power iteration makes of {@code weight_u}, unless it is there; of each batch normalisation the running statistics,
     * as they begin: nobody keeps them here. Other tensors that are no parameters go.
     */
    public static Map<String, FloatTensor> complete(Map<String, FloatTensor> network) {
        Map<String, FloatTensor> complete = new LinkedHashMap<>();
        network.forEach((name, tensor) -> {
            if (name.endsWith(BIAS) || name.endsWith(WEIGHT) || name.endsWith(BAR)) {
                complete.put(name, tensor);
            }
            String layer = name.substring(0, name.lastIndexOf('.'));
            if (name.endsWith(WEIGHT) && tensor.shape().length == 1) {
                complete.put(layer + ".running_mean", FloatTensor.zeros(tensor.shape()));
                complete.put(layer + ".running_var", ones(tensor.shape()));
            }
            FloatTensor u = network.get(layer + U);
            if (name.endsWith(BAR) && u != null) {
                complete.put(layer + U, u);
                FloatTensor v = network.get(layer + V);
                complete.put(layer + V, v == null ? right(tensor, u) : v);
            }
        });
        return complete;
    }

    private static FloatTensor ones(long[] shape) {
        FloatTensor ones = FloatTensor.zeros(shape);
        Arrays.fill(ones.data(), 1);
        return ones;
    }

    /** The name of the vector {@code weight_v} beside a {@code weight_u}; empty for other names. */
    public static Optional<String> rightOf(String name) {
        return name.endsWith(U) ? Optional.of(name.substring(0, name.length() - U.length()) + V) : Optional.empty();
    }

    /** {@code Wᵀu / ‖Wᵀu‖}, W being {@code [out, in·kH·kW]}. */
    private static FloatTensor right(FloatTensor weight, FloatTensor u) {
        int rows = u.data().length;
        int columns = weight.data().length / rows;
        double[] sums = new double[columns];
        for (int i = 0; i < weight.data().length; i++) {
            sums[i % columns] += (double) weight.data()[i] * u.data()[i / columns];
        }
        double length = Math.sqrt(Arrays.stream(sums).map(s -> s * s).sum()) + EPSILON;
        float[] v = new float[columns];
        for (int i = 0; i < columns; i++) {
            v[i] = (float) (sums[i] / length);
        }
        return FloatTensor.of(v, columns);
    }
}
